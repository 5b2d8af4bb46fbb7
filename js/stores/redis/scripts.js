// What Redis does in one step, in Lua. Each script names every key it touches in KEYS, and all of them share one hash
// tag, so that a cluster finds them in one place. Three keys belong to a subject: a hash of sessions by identifier, a
// sorted set of the same identifiers by the time they are over, and the ban.
//
// A session is a JSON array of texts, its numbers too: Lua's JSON would round those above 10^14.

/** Where each member of a session is in its array; Lua counts from 1. */
const prelude = `
local status, generation, rotatedAt, idleExpiresAt, device, reason = 1, 2, 3, 5, 7, 8

local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000

local function decode(text)
  local row = text and cjson.decode(text)
  return row and tonumber(row[idleExpiresAt]) > now and row
end

local function find(id)
  return decode(redis.call('HGET', KEYS[1], id))
end

local function write(id, row)
  redis.call('HSET', KEYS[1], id, cjson.encode(row))
end

local function schedule(id, time)
  redis.call('ZADD', KEYS[2], time, id)
  local last = redis.call('ZREVRANGE', KEYS[2], 0, 0, 'WITHSCORES')[2]
  local seconds = string.format('%.0f', math.ceil(tonumber(last)))
  redis.call('EXPIREAT', KEYS[1], seconds)
  redis.call('EXPIREAT', KEYS[2], seconds)
end

local function endAll(why, spares, spared)
  local ended = {}
  local all = redis.call('HGETALL', KEYS[1])
  for i = 1, #all, 2 do
    local row = decode(all[i + 1])
    if row and row[status] == 'active' and not (spares and all[i] == spared) then
      row[status] = 'ended'
      row[reason] = why
      write(all[i], row)
      ended[#ended + 1] = all[i]
    end
  end
  return ended
end
`

/** KEYS: any, so that all servers ask one node of a cluster. Replies with seconds and microseconds. */
export const now = script(`return time`)

/** KEYS: sessions. ARGV: id. Replies with seconds, microseconds, and the session or nil. */
export const read = script(`
local text = redis.call('HGET', KEYS[1], ARGV[1])
return { time[1], time[2], decode(text) and text }
`)

/**
 * KEYS: sessions, times, ban. ARGV: id, session, idleExpiresAt. Replies 'banned', 'taken' or 'added'. What is over is
 * removed on this occasion, some at a time, so that no subject's sessions grow without end.
 */
export const insert = script(`
if redis.call('EXISTS', KEYS[3]) == 1 then return 'banned' end
if find(ARGV[1]) then return 'taken' end
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now, 'LIMIT', 0, 100)) do
  redis.call('HDEL', KEYS[1], id)
  redis.call('ZREM', KEYS[2], id)
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
schedule(ARGV[1], ARGV[3])
return 'added'
`)

/** KEYS: sessions, times. ARGV: id, deadline, the generation before, generation, rotatedAt, idleExpiresAt, device. */
export const rotate = script(`
local row = find(ARGV[1])
if not row or row[status] ~= 'active' or row[generation] ~= ARGV[3] or now > tonumber(ARGV[2]) then return 0 end
row[generation] = ARGV[4]
row[rotatedAt] = ARGV[5]
row[idleExpiresAt] = ARGV[6]
row[device] = ARGV[7]
write(ARGV[1], row)
schedule(ARGV[1], ARGV[6])
return 1
`)

/** KEYS: sessions. ARGV: id, status, reason. */
export const end = script(`
local row = find(ARGV[1])
if not row or row[status] ~= 'active' then return 0 end
row[status] = ARGV[2]
row[reason] = ARGV[3]
write(ARGV[1], row)
return 1
`)

/** KEYS: sessions. ARGV: reason and, where one session is to be spared, its id. Replies with the ids. */
export const endAll = script(`return endAll(ARGV[1], #ARGV == 2, ARGV[2])`)

/** KEYS: sessions, ban. ARGV: reason. Replies with the ids. */
export const ban = script(`
redis.call('SET', KEYS[2], ARGV[1])
return endAll(ARGV[1], false)
`)

/** KEYS: sessions. Replies with seconds, microseconds, and ids and sessions in turn. */
export const list = script(`return { time[1], time[2], redis.call('HGETALL', KEYS[1]) }`)

/** KEYS: counter. ARGV: window in milliseconds. Replies with the hits and the milliseconds that are left. */
export const hit = script(`
local hits = redis.call('INCR', KEYS[1])
if hits == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return { hits, redis.call('PTTL', KEYS[1]) }
`)

/** KEYS: ban or counter. Replies with how many there were. */
export const remove = script(`return redis.call('DEL', KEYS[1])`)

/** @param {string} body */
function script(body) {
  return prelude + body
}
