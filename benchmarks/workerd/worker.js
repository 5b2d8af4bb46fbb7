// The groups in a worker. Its clocks stand still while it works, so that whoever asks for a turn measures it.

/** @import { Race } from '../lanes.js' */

/**
 * What is asked for: the lanes of a group, or a turn of one of them. A turn that is idle only makes its inputs.
 *
 * @typedef {{ group: string, turn?: { lane: number, count: number, round: number, idle: boolean } }} Question
 */

/** @type {Map<string, Promise<Race>>} */
const races = new Map()

export default {
  /** @param {Request} request */
  async fetch(request) {
    try {
      const { group, turn } = /** @type {Question} */ (await request.json())
      const { lanes, missing } = await raceOf(group)
      if (turn === undefined) return Response.json({ lanes, missing })
      const { go, undo } = lanes[turn.lane]?.prepare(turn.count, turn.round) ?? nothing
      if (!turn.idle) await go()
      undo()
      return Response.json({})
    } catch (error) {
      return new Response(error instanceof Error ? error.stack : String(error), { status: 500 })
    }
  },
}

const nothing = { go() {}, undo() {} }

/** @param {string} name */
function raceOf(name) {
  const race = races.get(name) ?? newRace(name)
  races.set(name, race)
  return race
}

/** @param {string} name */
async function newRace(name) {
  // Not before a request: a worker gets no random numbers while it starts.
  const { groups } = await import('../groups.js')
  const make = groups[name]
  if (make === undefined) throw new Error(`There is no group called ${name}`)
  return make()
}
