-- Makes the keys agree again after one of them was lost, and after all replicas have put back what they know: whatever has
-- an item is in every index, and whatever has none is in none. Atomic per page; doing it again changes nothing. What lacks an
-- item, a state or a removal even now was lost after it had been put back, or nobody knew it. So there is one more epoch, for
-- replicas to put it back again. If it is lacking then too, and was not put back in that epoch, that is the end of it: an item
-- without a state has an empty one, which no replica can read; it is told of, and can be deleted.
--
-- ARGV    lease, retention of terminal items, step (from 1 on), cursor ('0' at first)
-- Returns the next step (0: that was the last), its cursor, and how many items have been numbered anew
local lease, retention, step, cursor = tonumber(ARGV[FIRST]), tonumber(ARGV[FIRST + 1]), tonumber(ARGV[FIRST + 2]), ARGV[FIRST + 3]

local lacked_in = redis.call('HGET', CONTROL, 'lacking')
local is_second_try = lacked_in and lacked_in ~= held[2]
local first = tonumber(redis.call('HGET', CONTROL, 'first') or 0)

local renumbered = 0

-- version: of the last change of what is lacking, 0 if that is not known
local function lacking(version)
  if not is_second_try or version > first then
    redis.call('HSET', CONTROL, 'lacking', held[2])
    is_second_try = false
  end
end

local function indexed(id, fields)
  local m = unpacked(fields)
  if redis.call('HSETNX', STATES, id, '') == 1 then
    lacking(m.version)
  end
  if not redis.call('ZSCORE', CHANGES, id) then -- later than what replicas have read without it
    m.version = next_version()
    renumbered = renumbered + 1
    redis.call('HSET', ITEMS, id, packed(m))
    redis.call('ZADD', CHANGES, m.version, id)
    tell('U', id, packed(m), redis.call('HGET', STATES, id))
  end
  if m.marked > 0 then
    redis.call('ZADD', MARKS, 'NX', now, id)
  end
  local due, terminal = redis.call('ZSCORE', DUE, id), redis.call('ZSCORE', TERMINAL_ITEMS, id)
  if not due and not terminal then
    if m.claimed == 1 then
      redis.call('ZADD', DUE, LEASES + now + lease, id)
    else
      schedule(id, m, retention)
    end
  elseif due and terminal then
    redis.call('ZREM', m.period == TERMINAL and m.claimed == 0 and DUE or TERMINAL_ITEMS, id)
  end
end

local function changed(id, version)
  if redis.call('HEXISTS', ITEMS, id) == 0 then
    drop(id)
    lacking(tonumber(version))
  end
end

local function scheduled(id)
  changed(id, 0)
end

local STEPS = {
  {'HSCAN', ITEMS, indexed}, {'ZSCAN', CHANGES, changed}, {'ZSCAN', DUE, scheduled}, {'ZSCAN', TERMINAL_ITEMS, scheduled},
  {'HSCAN', TOMBSTONES, function(id, tombstone)
    redis.call('ZADD', REMOVALS, 'NX', unpacked(string.sub(tombstone, 2)).version, id)
  end},
  {'ZSCAN', REMOVALS, function(id, version)
    if redis.call('HEXISTS', TOMBSTONES, id) == 0 then
      redis.call('ZREM', REMOVALS, id)
      lacking(tonumber(version))
    end
  end},
  {'HSCAN', TOKENS, function(id)
    redis.call('ZADD', RESERVATIONS, 'NX', now + lease, id)
  end},
  {'ZSCAN', RESERVATIONS, function(id)
    if redis.call('HEXISTS', TOKENS, id) == 0 then
      redis.call('ZREM', RESERVATIONS, id)
    end
  end}}

local scanned = redis.call(STEPS[step][1], STEPS[step][2], cursor, 'COUNT', MOST)
for i = 1, #scanned[2], 2 do
  STEPS[step][3](scanned[2][i], scanned[2][i + 1])
end
cursor = scanned[1]
if cursor == '0' then
  step = step < #STEPS and step + 1 or 0
end
if step == 0 then
  redis.call('HSET', CONTROL, 'checked', 1)
  if is_second_try then
    redis.call('HDEL', CONTROL, 'lacking')
  end
  tell('W', '', '', '')
end
return finish({0, step, cursor, renumbered})
