-- Put in front of every script. All keys of a cache share one hash slot; a script runs as a whole or, if the epoch is not
-- the caller's, not at all.
--
-- KEYS    the keys of one cache, in the order below: {PREFIX:CACHE}:v1:NAME
--
--   control       hash    layout, epoch, lineage, opens, now, shift, sequence, forgotten, checked, swept; where the sequence was
--                         when the epoch began: first; in which epoch something lacked when all was put back (see
--                         repair.lua): lacking; the settings that hold for the
--                         cluster: tps, burst, period, tuning (counts the changes), paused, hold (until when); the last
--                         periods (see periods.lua): periods; of outages (see outage.lua): failures, outage, cause; the
--                         bucket: tokens, refilled; and of grant.lua: calls, limit, limited; of the lanes: turn; until when
--                         a handler is known to exist: handler; of the stretch (see stretch.lua): stretch, rested
--   replicas      hash    of each replica: counter:REPLICA of its scripts; request:REPLICA:LANE and granted:REPLICA:LANE, its
--                         last claim of items on each lane of ClaimLanes.java; marks:REPLICA, its last claim of marks;
--                         abandoned:REPLICA, what it gave up last; seen:REPLICA, when; and the lineage again, for when
--                         "control" is lost
--   items         hash    id -> what is known of the item beside its state, packed: see FIELDS
--   states        hash    id -> the state, as the application's codec writes it
--   errors        hash    id -> the text of the last failure, of items that are failing
--   due           zset    id by the time at which it is due, or at which its lease ends, less the distance of its lane; in the
--                         lane of the clock that is a stretched time
--   terminal      zset    id by the time at which it expires; of unhandled items, which do not, by UNHANDLED and the time at
--                         which they were marked; an item is in one of these two
--   changes       zset    id by the version of its last change
--   tombstones    hash    id -> cause and packed fields of an item that was removed
--   removals      zset    id by the version of its removal
--   reservations  zset    id by the time at which the reservation of its creator ends
--   tokens        hash    id -> the token of that creator
--   marks         zset    id by the time at which the handler may be called for it, or at which the lease of its call ends:
--                         of unhandled items, and of those that were removed while their call goes on
--   handling      hash    id -> what is known of its handling, if there is a call or a failure: see handling_of
--
-- ARGV    1 layout of the caller, 2 its epoch ('' for any), 3 offset of the clock in microseconds (0 but in tests), 4 the
--         name of the replica, 5 channel; then the script's own, from FIRST on
--
-- Every script returns an array: drivers differ in what they make of anything else. Its first element is the caller's
-- counter, 0 if nothing was written: a replica that finds it no higher than it was knows that Redis has fallen back.
--
-- Layout 1 of keys, fields, messages and channel. Whoever changes one of them after the first release raises it, here and in
-- Layout.java.
local CONTROL, REPLICAS, ITEMS, STATES, ERRORS = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local DUE, TERMINAL_ITEMS, CHANGES, TOMBSTONES, REMOVALS = KEYS[6], KEYS[7], KEYS[8], KEYS[9], KEYS[10]
local RESERVATIONS, TOKENS, MARKS, HANDLING = KEYS[11], KEYS[12], KEYS[13], KEYS[14]
local CALLER, CHANNEL = ARGV[4], ARGV[5]
local FIRST = 6

local TERMINAL = -1
local UNHANDLED = 2 ^ 52 -- beyond all times; and what it is added to stays exact
local TOMBSTONE_KEPT = 600 * 1000000
local MOST = 256
local MOST_BYTES = 1048576
local CLOCK_TOLERANCE = 1000000

local held = redis.pcall('HMGET', CONTROL, 'layout', 'epoch', 'now', 'shift', 'sequence', 'stretch', 'rested')
if held.err then
  return redis.error_reply('WRONGTYPE somebody else has overwritten ' .. CONTROL)
end
if tonumber(held[1] or 0) > tonumber(ARGV[1]) then
  return redis.error_reply('LAYOUT ' .. held[1] .. ' is in use, newer than ' .. ARGV[1])
end
if ARGV[2] ~= '' and held[2] ~= ARGV[2] then
  return redis.error_reply('EPOCH ' .. (held[2] or 'none') .. ' has begun')
end

-- Times are logical: microseconds of Redis' clock and a shift, and they never go back. A clock that is set back by more
-- than the tolerance raises the shift by as much, so that all that is stored keeps its distance from now; by less, time
-- stands still until the clock has caught up.
local clock = redis.pcall('TIME')
if clock.err then
  return redis.error_reply('NOPERM the user who is connected lacks the right to TIME (+time): ' .. clock.err)
end
local shift = tonumber(held[4] or 0)
local last = tonumber(held[3] or 0)
local now = tonumber(clock[1]) * 1000000 + tonumber(clock[2]) + tonumber(ARGV[3]) + shift
if now < last then
  if now < last - CLOCK_TOLERANCE then
    shift = shift + last - now
  end
  now = last
end

-- The fields of an item: layout (2 with "behind", else 1), generation, version (both numbers of the sequence), period (of
-- its own, 0 the cache's, -1 terminal), created, synced (0 never), due, failing (since when, 0 not), run (counts claims),
-- failures (in a row), tuning (the last one when the due time was stored), claimed, hastened (1: in the lane of what was asked
-- for, or as soon as the claim ends; 2: it was when it was claimed). If it is not zero, also behind: by how much the
-- stretched time was behind the real one when the interval began; see stretch.lua. Of unhandled items, and of those that
-- have a history, also marked: when the latest state was committed that is to be handled (0 none), which tells it from all
-- others of its generation. If the cadence is learned, and once a sync has succeeded, also a history, which only commit.lua
-- looks into.
local FIELDS = '<BdddddddI4I4I4BB'
local BEHIND, MARKED = '<d', '<d'

local function unpacked(fields)
  local layout, generation, version, period, created, synced, due, failing, run, failures, tuning, claimed, hastened, rest =
    struct.unpack(FIELDS, fields)
  local behind, marked, history = 0, 0, ''
  if layout == 2 then
    behind, rest = struct.unpack(BEHIND, fields, rest)
  end
  if #fields >= rest then
    marked, rest = struct.unpack(MARKED, fields, rest)
    history = string.sub(fields, rest)
  end
  return {layout = layout, generation = generation, version = version, period = period, created = created,
    synced = synced, due = due, failing = failing, run = run, failures = failures, tuning = tuning, claimed = claimed,
    hastened = hastened, behind = behind, marked = marked, history = history}
end

local function packed(m)
  local fields = struct.pack(FIELDS, m.behind == 0 and 1 or 2, m.generation, m.version, m.period, m.created, m.synced, m.due,
    m.failing, m.run, m.failures, m.tuning, m.claimed, m.hastened)
  if m.behind ~= 0 then
    fields = fields .. struct.pack(BEHIND, m.behind)
  end
  if m.marked == 0 and m.history == '' then
    return fields
  end
  return fields .. struct.pack(MARKED, m.marked) .. m.history
end

-- The sequence numbers changes. What a script changes is published with the numbers before and after, so that whoever
-- misses a message knows: as one message, or as several if it is more than a mebibyte.
local sequence = tonumber(held[5] or 0)
local published = sequence
local told = sequence
local entries, entry_bytes = {}, 0

local function next_version()
  sequence = sequence + 1
  return sequence
end

local function publish()
  if #entries > 0 then
    redis.call('PUBLISH', CHANNEL, struct.pack('>BI4', 1, #CALLER) .. CALLER .. struct.pack('>I4', #ARGV[2]) .. ARGV[2]
      .. struct.pack('>dd', published, told) .. table.concat(entries))
    published = told
    entries, entry_bytes = {}, 0
  end
end

-- Four parts, each behind its length.
local ENTRY = '>I4c0I4c0I4c0I4c0'

-- kind: C created, U updated, S synced and unchanged, F failed, D removed, W due sooner, M a creation has ended, T retuned,
-- H held, O an outage begins, is probed or ends, P a sign of life, N no longer unhandled, or its handler no longer fails,
-- E the handler has failed
local function tell(kind, id, fields, extra)
  local entry = struct.pack(ENTRY, #kind, kind, #id, id, #fields, fields, #extra, extra)
  if entry_bytes > 0 and entry_bytes + #entry > MOST_BYTES then
    publish()
  end
  entries[#entries + 1] = entry
  entry_bytes = entry_bytes + #entry
  told = sequence
end

-- What else is stored then: fields of "control" and their values; and what adds to it at the last moment.
local kept = {}
local keep

-- Ends every script that writes: stores how far time and sequence have come, counts, and publishes.
local function finish(reply)
  if keep then
    keep()
  end
  redis.call('HSET', CONTROL, 'now', now, 'shift', shift, 'sequence', sequence, unpack(kept))
  told = sequence
  publish()
  reply[1] = redis.call('HINCRBY', REPLICAS, 'counter:' .. CALLER, 1)
  return reply
end

-- A Redis whose memory is full refuses the first write of a script, if that could take more; not those after another
-- write. Scripts that free memory, or that end what has begun, begin with one that takes none.
local function go_through_when_full()
  redis.call('HDEL', CONTROL, '')
end

-- What is due waits in lanes: what somebody has asked for, what is new, and the rest, in stretched time (see stretch.lua);
-- and then there are the leases. Each has its own range of scores in the due set, the rest from zero on: so far below or above
-- the times that sums are exact still.
local LANE = 2 ^ 52
local LEASES = LANE
local REAL_LANES = {{distance = 2 * LANE, from = '-inf', to = -LANE - 1}, {distance = LANE, from = -LANE, to = -1}}

-- True if the item is due, or was when it was claimed, in the lane of the clock.
local function is_by_clock(m)
  return m.hastened == 0 and (m.synced > 0 or m.failures > 0)
end

local function score_of(m)
  if m.hastened == 1 then
    return m.due - 2 * LANE
  end
  if m.synced == 0 and m.failures == 0 then
    return m.due - LANE
  end
  local due = m.due - m.behind
  return due < LEASES and due or LEASES - 1
end

-- Puts an item that is not claimed where its due time is looked up. A terminal one is due when it expires: also if it is put
-- back after a loss, when what remains of its retention remains.
local function schedule(id, m, retention)
  if m.period == TERMINAL then
    redis.call('ZREM', DUE, id)
    redis.call('ZADD', TERMINAL_ITEMS, m.marked > 0 and UNHANDLED + m.marked or math.min(m.due, now + retention), id)
  else
    redis.call('ZREM', TERMINAL_ITEMS, id)
    redis.call('ZADD', DUE, score_of(m), id)
  end
end

-- The handling of an id: token of the call that goes on ('' none), 1 if it is to be tried again at once, how many calls
-- have failed in a row, since when, and why the last one did.
local function new_handling()
  return {token = '', again = 0, failures = 0, failing = 0, error = ''}
end

local function handling_of(id)
  local handling = redis.call('HGET', HANDLING, id)
  return handling and cmsgpack.unpack(handling) or new_handling()
end

local function keep_handling(id, handling)
  if handling.token == '' and handling.failures == 0 then
    redis.call('HDEL', HANDLING, id)
  else
    redis.call('HSET', HANDLING, id, cmsgpack.pack(handling))
  end
end

-- Marks an item with its new state, which is to be handled now, or as soon as the call ends that goes on for its id.
local function mark(id, m)
  m.marked = math.max(now, m.marked + 1)
  if handling_of(id).token == '' then
    redis.call('ZADD', MARKS, now, id)
  else
    redis.call('ZADD', MARKS, 'NX', now, id)
  end
end

-- Drops the mark of an item. A call that goes on keeps the id to itself until it ends.
local function unmark(id, m)
  m.marked = 0
  local token = handling_of(id).token
  keep_handling(id, {token = token, again = 0, failures = 0, failing = 0, error = ''})
  if token == '' then
    redis.call('ZREM', MARKS, id)
  end
end

-- An item whose mark was dropped is unhandled no longer: it was handled, or given up. It expires when it would have. Returns
-- its fields.
--
-- write: what runs the commands
local function is_unhandled_no_longer(id, m, write)
  local before = m.version
  m.version = next_version()
  local fields = packed(m)
  write('HSET', ITEMS, id, fields)
  write('ZADD', CHANGES, m.version, id)
  if m.period == TERMINAL and m.claimed == 0 then
    write('ZADD', TERMINAL_ITEMS, m.due, id)
  end
  tell('N', id, fields, string.format('%.0f', before))
  return fields
end

-- For how long the item has been unhandled that is terminal and has been so for longest; -1 if there is none.
local function longest_unhandled()
  local first = redis.call('ZRANGEBYSCORE', TERMINAL_ITEMS, UNHANDLED, '+inf', 'WITHSCORES', 'LIMIT', 0, 1)
  return first[2] and now - (first[2] - UNHANDLED) or -1
end

local function drop(id)
  redis.call('HDEL', ITEMS, id)
  redis.call('HDEL', STATES, id)
  redis.call('HDEL', ERRORS, id)
  redis.call('ZREM', DUE, id)
  redis.call('ZREM', TERMINAL_ITEMS, id)
  redis.call('ZREM', CHANGES, id)
end

-- True while replicas put back what they know: nothing is granted then.
local function is_opening()
  return now < tonumber(redis.call('HGET', CONTROL, 'opens') or 0)
end

-- True if an item that is not there may have been lost, and be about to be put back: the epoch is not open yet, or is about to
-- end because something lacks (see repair.lua), or another key has the id still.
local function may_be_put_back(id)
  return is_opening() or redis.call('HGET', CONTROL, 'lacking') == held[2] or redis.call('HEXISTS', STATES, id) == 1
    or redis.call('ZSCORE', CHANGES, id) or redis.call('ZSCORE', DUE, id) or redis.call('ZSCORE', TERMINAL_ITEMS, id)
end

-- Removes an item of these fields and leaves a tombstone; forgets some that are old, more than come.
local function remove(id, m, cause)
  drop(id)
  if m.marked > 0 then
    unmark(id, m)
  end
  m.version = next_version()
  m.due = now
  m.claimed = 0
  local fields = packed(m)
  redis.call('HSET', TOMBSTONES, id, cause .. fields)
  redis.call('ZADD', REMOVALS, m.version, id)
  local oldest = redis.call('ZRANGE', REMOVALS, 0, 3)
  for _, other in ipairs(oldest) do
    local tombstone = redis.call('HGET', TOMBSTONES, other)
    local removed = tombstone and unpacked(string.sub(tombstone, 2))
    if removed and removed.due > now - TOMBSTONE_KEPT then
      break
    end
    redis.call('HDEL', TOMBSTONES, other)
    redis.call('ZREM', REMOVALS, other)
    if removed then
      redis.call('HSET', CONTROL, 'forgotten', removed.version)
    end
  end
  tell('D', id, fields, cause)
end

-- Appends the settings that hold now: tps, burst, period, tuning, paused.
local function append_settings(reply)
  local c = redis.call('HMGET', CONTROL, 'tps', 'burst', 'period', 'tuning', 'paused')
  for i = 1, 5 do
    reply[#reply + 1] = c[i] or '0'
  end
end

-- How long ago each replica was seen, by its name.
local function ages_of_replicas()
  local ages = {}
  for _, field in ipairs(redis.call('HKEYS', REPLICAS)) do
    local name = string.match(field, '^seen:(.*)$')
    if name then
      ages[name] = now - tonumber(redis.call('HGET', REPLICAS, field))
    end
  end
  return ages
end

-- What a creation finds of an item that is there.
local function found(id, fields)
  return {0, 'F', fields, redis.call('HGET', STATES, id) or '', redis.call('HGET', ERRORS, id) or ''}
end

-- Appends what the last request of this caller's lane was granted and has claimed still: id and fields of each item.
local function append_granted(lane, reply)
  local granted = cmsgpack.unpack(redis.call('HGET', REPLICAS, 'granted:' .. CALLER .. ':' .. lane))
  for i = 1, #granted, 2 do
    local fields = redis.call('HGET', ITEMS, granted[i])
    local m = fields and unpacked(fields)
    if m and m.claimed == 1 and m.run == granted[i + 1] then
      reply[#reply + 1] = granted[i]
      reply[#reply + 1] = fields
    end
  end
end
