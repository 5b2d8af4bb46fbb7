// What happens to a page whose access token has expired. Each tells what the server saw and what became of the requests.
import { setTimeout } from 'node:timers/promises'
import { lost } from '../../tests/browser/support/service.js'
import { isRefresh } from './bench.js'

/** @import { Page } from 'playwright-core' */
/** @import { Intercept, Seen, Service } from '../../tests/browser/support/service.js' */
/** @import { Contest } from './bench.js' */
/** @import { Outcome } from './contestants.js' */

/**
 * @typedef {object} Scenario
 * @property {string} name
 * @property {string} about     what happens, in a sentence
 * @property {number} [tabs]    default 1
 * @property {boolean} [strict] at a server where a refresh token is good for one use, with no grace
 * @property {(contest: Contest) => Promise<string>} run
 */

/** @type {readonly Scenario[]} */
export const scenarios = [
  {
    name: '10 at once',
    about: 'ten requests of one tab get their 401 at the same moment',
    run: (contest) => together(contest, 10),
  },
  {
    name: '50 at once',
    about: 'fifty requests of one tab do',
    run: (contest) => together(contest, 50),
  },
  {
    name: '5 tabs × 10',
    about: 'ten requests in each of five tabs do',
    tabs: 5,
    run: (contest) => together(contest, 10),
  },
  {
    name: '10 at once, strict',
    about:
      'ten requests of one tab do, and a refresh token can be used once: a second use is taken for theft',
    strict: true,
    run: (contest) => together(contest, 10),
  },
  {
    name: '5 tabs × 10, strict',
    about: 'ten requests in each of five tabs do, at such a server',
    strict: true,
    tabs: 5,
    run: (contest) => together(contest, 10),
  },
  {
    name: 'late 401',
    about: 'the 401 of a first request comes after the refresh that a second one caused',
    run: late,
  },
  {
    name: '3 × 500',
    about: 'the refresh is answered with 500 three times; one request is made every five seconds',
    run: failing,
  },
  {
    name: 'lost answer',
    about:
      'ten requests get their 401, and the connection breaks before the answer to a refresh; ten more follow after five seconds',
    run: losing,
  },
  {
    name: 'abort',
    about:
      'ten requests get their 401, and the caller of the first, for which the refresh is made, gives up while it is under way',
    run: aborting,
  },
  {
    name: 'bodies',
    about:
      'a POST is refused, for each of seven kinds of body; counted are those that arrive a second time with the same bytes',
    run: bodies,
  },
]

/** What a network adds to an answer, in milliseconds. */
const roundTrip = 30

/**
 * Lets all requests of the moment wait for each other, so that their 401s come together. Refreshes are served one after
 * the other and a moment apart, as where they wait for a row of a database.
 *
 * @param {Service} service
 * @param {number} count
 */
function gather(service, count) {
  let arrived = 0
  const { given, give } = signal()
  /** @type {Promise<unknown>} */
  let turn = Promise.resolve()
  /** @type {Intercept} */
  service.intercept = async (seen, next) => {
    if (isRefresh(seen)) {
      const response = turn.then(next)
      turn = response.then(() => setTimeout(5))
      return response.finally(() => setTimeout(roundTrip))
    }
    const response = await next()
    if (seen.path !== '/api/me' || response.status !== 401 || arrived >= count) return response
    if (++arrived === count) give()
    await given
    return response
  }
}

/**
 * @param {Contest} contest
 * @param {number} count  in each tab
 */
async function together(contest, count) {
  const { service, tabs } = contest
  const all = count * tabs.length
  service.expire()
  gather(service, all)
  const outcomes = await Promise.all(tabs.map((tab) => tab.evaluate((many) => race.askTogether(many), count)))
  return cell(contest, outcomes.flat())
}

/** @param {Contest} contest */
async function late(contest) {
  const { service, page } = contest
  service.expire()
  const { given, give } = signal()
  const { given: isHeld, give: hold } = signal()
  let held = false
  service.intercept = async ({ query }, next) => {
    const response = await next()
    if (query !== 'late' || held) return response
    held = true
    hold()
    await given
    return response
  }
  const slow = page.evaluate(() => race.ask('/api/me?late'))
  await isHeld
  const early = await page.evaluate(() => race.ask('/api/me?early'))
  give()
  return cell(contest, [early, await slow])
}

/** @param {Contest} contest */
async function failing({ service, page, refreshes, isSignedOut }) {
  service.expire()
  let failures = 3
  service.intercept = async (seen, next) =>
    isRefresh(seen) && failures-- > 0 ? new Response(null, { status: 500 }) : next()
  /** @type {string[]} */
  const told = []
  for (let attempt = 0; attempt < 4; attempt++) {
    const { status, error } = await page.evaluate(() => race.ask('/api/me'))
    told.push(status === 0 ? `${error}` : String(status))
    await page.clock.fastForward(5000)
  }
  return `${counted(refreshes())}: ${told.join(', ')}${(await isSignedOut()) ? ', signed out' : ''}`
}

/** @param {Contest} contest */
async function losing(contest) {
  const { service, page } = contest
  service.expire()
  gather(service, 10)
  const gathering = service.intercept
  let losses = 1
  service.intercept = async (seen, next) => {
    const response = await gathering(seen, next)
    return isRefresh(seen) && losses-- > 0 ? lost() : response
  }
  await page.evaluate(() => race.askTogether(10))
  await page.clock.fastForward(5000)
  gather(service, 10)
  return cell(contest, await page.evaluate(() => race.askTogether(10)))
}

/** @param {Contest} contest */
async function aborting(contest) {
  const { service, page } = contest
  service.expire()
  const { given: isUnderWay, give: begin } = signal()
  const { given: isGivenUp, give: end } = signal()
  let told = 0
  const { given: allTold, give: tellAll } = signal()
  service.intercept = async (seen, next) => {
    if (isRefresh(seen)) {
      begin()
      await isGivenUp
      return next()
    }
    const response = await next()
    if (response.status !== 401) return response
    // The first is told first, so that it is the one that the refresh is made for.
    if (seen.query !== 'first') await isUnderWay
    if (++told === 10) tellAll()
    return response
  }
  const asked = page.evaluate(() => race.askAndGiveUp(10))
  await allTold
  await page.evaluate(() => race.giveUp())
  end()
  return cell(contest, await asked)
}

/** @param {Contest} contest */
async function bodies({ service, page }) {
  const kinds = await page.evaluate(() => race.bodies())
  let replayed = 0
  for (const kind of kinds) {
    service.expire()
    service.forget()
    await page.evaluate((name) => race.post(name), kind)
    const [first, second] = service.seen.filter(({ path }) => path === '/api/echo')
    if (first && second?.status === 200 && content(second) === content(first)) replayed++
  }
  return `${replayed} of ${kinds.length}`
}

/**
 * The bytes of a body, but for the boundary of a form, which may be another one each time.
 *
 * @param {Seen} seen
 */
function content({ headers, body }) {
  const [, boundary = ''] = headers.get('content-type')?.split('boundary=') ?? []
  const text = Buffer.from(body).toString('latin1')
  return boundary === '' ? text : text.replaceAll(boundary, '')
}

/**
 * @param {Contest} contest
 * @param {readonly Outcome[]} outcomes
 */
async function cell({ refreshes, isSignedOut }, outcomes) {
  const succeeded = outcomes.filter(({ status }) => status === 200).length
  const success = `${succeeded} of ${outcomes.length}`
  return `${counted(refreshes())}, ${success}${(await isSignedOut()) ? ', signed out' : ''}`
}

/** @param {number} refreshes */
function counted(refreshes) {
  return `${refreshes} refresh${refreshes === 1 ? '' : 'es'}`
}

function signal() {
  /** @type {() => void} */
  let give = () => {}
  /** @type {Promise<void>} */
  const given = new Promise((resolve) => {
    give = resolve
  })
  return { given, give }
}
