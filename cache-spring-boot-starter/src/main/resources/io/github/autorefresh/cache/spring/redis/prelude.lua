-- Put in front of every script. All keys of a cache share one hash slot; a script runs as a whole or, if the epoch is not
-- the caller's, not at all.
--
-- KEYS    the keys of one cache, in the order below
-- ARGV    1 epoch, 2 offset of the clock in microseconds (0 but in tests), 3 who calls, 4 channel; then the script's own
--
-- Every script returns an array: drivers differ in what they make of anything else.
--
-- Times are microseconds of Redis' clock, and never go back: the last one is kept in "control".
local EPOCH, CONTROL, META, DATA, ERRORS = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local DUE, REST, CHANGES, GONE, GRAVES = KEYS[6], KEYS[7], KEYS[8], KEYS[9], KEYS[10]
local MAKERS, TOKENS = KEYS[11], KEYS[12]
local FIRST = 5

if ARGV[1] ~= '' and redis.call('GET', EPOCH) ~= ARGV[1] then
  return redis.error_reply('EPOCH the store has lost what it held')
end

local TERMINAL = -1
local TOMBSTONE_KEPT = 600 * 1000000
local MOST = 256

local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000000 + tonumber(clock[2]) + tonumber(ARGV[2])
now = math.max(now, tonumber(redis.call('HGET', CONTROL, 'now') or 0))

local function tick()
  redis.call('HSET', CONTROL, 'now', now)
end

-- What is known of an item beside its state. Field by field: generation, version (both numbers of the sequence), period
-- (of its own, 0 the cache's, -1 terminal), created, synced (0 never), due, run (counts claims), failures (in a row),
-- tuning (that the due time was computed under), claimed, hastened.
local LAYOUT = '<ddddddI4I4I4BB'

local function unpacked(meta)
  local generation, version, period, created, synced, due, run, failures, tuning, claimed, hastened =
    struct.unpack(LAYOUT, meta)
  return {generation = generation, version = version, period = period, created = created, synced = synced, due = due,
    run = run, failures = failures, tuning = tuning, claimed = claimed, hastened = hastened}
end

local function packed(m)
  return struct.pack(LAYOUT, m.generation, m.version, m.period, m.created, m.synced, m.due, m.run, m.failures, m.tuning,
    m.claimed, m.hastened)
end

-- The sequence numbers changes. What a script changes is published as one message, with the number before and after, so
-- that whoever misses a message knows.
local before = tonumber(redis.call('HGET', CONTROL, 'sequence') or 0)
local sequence = before
local message = {}

local function next_version()
  sequence = sequence + 1
  return sequence
end

-- Four parts, each behind its length.
local ENTRY = '>I4c0I4c0I4c0I4c0'

-- kind: C created, U updated, S synced and unchanged, F failed, D removed, W due sooner, M a creation has ended, T retuned,
-- P a sign of life
local function tell(kind, id, meta, extra)
  message[#message + 1] = struct.pack(ENTRY, #kind, kind, #id, id, #meta, meta, #extra, extra)
end

local function publish()
  if sequence > before then
    redis.call('HSET', CONTROL, 'sequence', sequence)
  end
  if #message > 0 then
    redis.call('PUBLISH', ARGV[4], struct.pack('>I4', #ARGV[3]) .. ARGV[3] .. struct.pack('>I4', #ARGV[1]) .. ARGV[1]
      .. struct.pack('>dd', before, sequence) .. table.concat(message))
  end
end

-- Removes an item whose meta is m and leaves a tombstone; forgets some that are old, more than come.
local function remove(id, m, cause)
  redis.call('HDEL', META, id)
  redis.call('HDEL', DATA, id)
  redis.call('HDEL', ERRORS, id)
  redis.call('ZREM', DUE, id)
  redis.call('ZREM', REST, id)
  redis.call('ZREM', CHANGES, id)
  m.version = next_version()
  m.due = now
  m.claimed = 0
  local meta = packed(m)
  redis.call('HSET', GONE, id, cause .. meta)
  redis.call('ZADD', GRAVES, m.version, id)
  local oldest = redis.call('ZRANGE', GRAVES, 0, 3)
  for _, other in ipairs(oldest) do
    local tombstone = redis.call('HGET', GONE, other)
    local grave = tombstone and unpacked(string.sub(tombstone, 2))
    if grave and grave.due > now - TOMBSTONE_KEPT then
      break
    end
    redis.call('HDEL', GONE, other)
    redis.call('ZREM', GRAVES, other)
    if grave then
      redis.call('HSET', CONTROL, 'forgotten', grave.version)
    end
  end
  tell('D', id, meta, cause)
end
