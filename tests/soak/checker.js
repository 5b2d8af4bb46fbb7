import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { Client } from '../faults/client.js'
import { seededRandom } from '../support/random.js'

/**
 * What all checkers share: where the servers are, how long the grace is in seconds, and whether a login more is allowed.
 *
 * @typedef {object} Scene
 * @property {readonly string[]} urls
 * @property {number} grace
 * @property {number} period  how long a checker stays signed in, in milliseconds
 * @property {() => boolean} mayLogIn
 *
 * @typedef {{ sub: string, sid: string, name: string, exp: number }} Claims
 * @typedef {{ status: number, body: { claims?: Claims, reason?: string } } | undefined} Answer  undefined: none came
 */

const retry = 50

/**
 * A browser that looks at every answer: that it is about its own user and session, that its session lives as long as nobody
 * ended it, and that a session which was ended never comes back.
 */
export class Checker extends Client {
  /** How many answers there were, by what they were. @type {Record<string, number>} */
  answers = {}
  #scene
  #password
  #random
  #isRunning = true
  #expiresAt = 0
  /** Refresh cookies of sessions that are over. @type {string[]} */
  #dead = []

  /**
   * @param {Scene} scene
   * @param {{ name: string, password: string }} user
   * @param {number} seed
   */
  constructor(scene, { name, password }, seed) {
    super(String(scene.urls[0]), name)
    this.#scene = scene
    this.#password = password
    this.#random = seededRandom(seed)
  }

  /** How many sessions of it are over. */
  get endings() {
    return this.#dead.length
  }

  /** Logs in, as soon as the store lets it. */
  async enter() {
    const body = JSON.stringify({ username: this.name, password: this.#password })
    const answer = await this.#untilServed('/auth/login', body)
    this.#expect('logged in', answer.status === 200)
    this.sid = String(answer.body.claims?.sid)
    this.#learn(answer)
  }

  /** Goes on until it is stopped. @override */
  async run() {
    let endsAt = Date.now() + this.#random(this.#scene.period)
    for (let life = 0; this.#isRunning; ) {
      if (Date.now() > endsAt && this.#scene.mayLogIn()) {
        await (life++ % 2 === 0 ? this.signOut() : this.beRobbed())
        await this.enter()
        endsAt = Date.now() + this.#scene.period
      } else await this.#step()
      await pause(300 + this.#random(400))
    }
  }

  /** @override */
  stop() {
    this.#isRunning = false
  }

  async #step() {
    const choice = this.#random(20)
    if (choice < 11) await this.visit()
    else if (choice < 18) await this.renew()
    else await this.tryDead()
  }

  /** Asks the API who it is. */
  async visit() {
    const answer = await this.#ask('/api/me')
    if (answer === undefined) return
    const expired = answer.status === 401 && answer.body.reason === 'expired'
    if (expired) {
      this.#expect('expired', Date.now() / 1000 >= this.#expiresAt - 1)
      await this.renew()
    } else this.#expect('known', answer.status === 200 && this.#isAboutMe(answer.body.claims))
  }

  /** Refreshes; whether it was served. */
  async renew() {
    const { generation = Number.NaN } = this
    const answer = await this.#ask('/auth/refresh', '')
    if (answer === undefined) return false
    if (answer.status === 503) return this.#expect('unavailable', true) && false
    const right = answer.status === 200 && this.#isAboutMe(answer.body.claims)
    this.#expect('refreshed', right && Number(this.generation) === generation + 1)
    this.#learn(answer)
    return true
  }

  async signOut() {
    const last = this.#cookie()
    const answer = await this.#untilServed('/auth/logout', '')
    this.#expect('signed out', answer.status === 204 && this.token === undefined)
    this.#bury(last)
    await this.tryDead()
  }

  /** Somebody has a copy of its cookie and uses it too late: that ends the session for both. */
  async beRobbed() {
    const stolen = this.#cookie()
    while (!(await this.renew())) await pause(retry)
    const own = this.#cookie()
    await pause(this.#scene.grace * 1000 + 1500)
    this.jar.set('__Host-refresh', stolen)
    const before = this.#unserved
    const thief = await this.#untilServed('/auth/refresh', '')
    // Where the first answer was lost, the session is over already when the thief asks again.
    const reasons = ['reused', ...(this.#unserved > before ? ['revoked'] : [])]
    this.#expect('theft noticed', thief.status === 401 && reasons.includes(String(thief.body.reason)))
    this.#bury(stolen)
    this.#bury(own)
    this.jar.set('__Host-refresh', own)
    const owner = await this.#untilServed('/auth/refresh', '')
    this.#expect('signed out by theft', owner.status === 401 && owner.body.reason === 'revoked')
  }

  /** Presents a cookie of a session that is over. */
  async tryDead(index = this.#random(Math.max(1, this.#dead.length))) {
    const token = this.#dead[index]
    if (token === undefined) return
    const answer = await this.#ask('/auth/refresh', '', `__Host-refresh=${token}`)
    if (answer === undefined) return
    if (answer.status === 503) this.#expect('unavailable', true)
    else this.#expect('stayed out', answer.status === 401)
  }

  /** Whether it still has its session at the end, and nobody has one that was over. */
  async survived() {
    for (const index of this.#dead.keys()) await this.tryDead(index)
    const late = Date.now() + 10_000
    while (Date.now() < late) {
      if (await this.renew()) {
        await this.visit()
        return this.failures.length === 0
      }
      await pause(retry)
    }
    return false
  }

  get #unserved() {
    return this.counts.broken + (this.answers.unavailable ?? 0)
  }

  #cookie() {
    assert.ok(this.token !== undefined, `${this.name} has no cookie`)
    return this.token
  }

  /** @param {string} token */
  #bury(token) {
    this.#dead.push(token)
  }

  /** @param {Claims | undefined} claims */
  #isAboutMe(claims) {
    return claims?.sid === this.sid && claims.name === this.name
  }

  /** @param {NonNullable<Answer>} answer */
  #learn({ body: { claims } }) {
    this.#expiresAt = claims?.exp ?? 0
  }

  /**
   * @param {string} kind
   * @param {boolean} right
   */
  #expect(kind, right) {
    this.answers[kind] = (this.answers[kind] ?? 0) + 1
    if (!right) this.failures.push(`${kind}: ${JSON.stringify(this.#last)}`)
    return right
  }

  /** What the last answer was, for the log. @type {Answer} */
  #last

  /**
   * @param {string} path
   * @param {string} [body]
   * @returns {Promise<NonNullable<Answer>>}
   */
  async #untilServed(path, body) {
    for (;;) {
      const answer = await this.#ask(path, body)
      if (answer !== undefined && answer.status !== 503) return answer
      if (answer !== undefined) this.#expect('unavailable', true)
      await pause(retry)
    }
  }

  /**
   * Asks one of the servers.
   *
   * @param {string} path
   * @param {string} [body]  of a POST
   * @param {string} [cookie] instead of its own
   * @returns {Promise<Answer>}
   */
  async #ask(path, body, cookie) {
    const { urls } = this.#scene
    const url = String(urls[this.#random(urls.length)])
    try {
      const response = await fetch(url + path, {
        method: body === undefined ? 'GET' : 'POST',
        headers: { origin: url, cookie: cookie ?? this.jar.header, 'content-type': 'application/json' },
        ...(body === undefined || body === '' ? {} : { body }),
        signal: AbortSignal.timeout(20_000),
      })
      const text = await response.text()
      if (cookie === undefined) this.jar.take(response)
      this.#last = { status: response.status, body: text === '' ? {} : JSON.parse(text) }
      return this.#last
    } catch {
      this.counts.broken += 1
      // The server that is never killed answers every time.
      if (url === urls[0]) this.failures.push(`${path}: no answer`)
      return undefined
    }
  }
}
