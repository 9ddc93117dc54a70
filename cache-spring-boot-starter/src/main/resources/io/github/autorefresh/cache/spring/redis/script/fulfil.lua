-- Second step of a creation: the item is there, and due unless terminal; or somebody else's is, and wins. Atomic.
-- A reservation that has run out still serves, if there is a place and nothing that was lost is yet to be put back.
--
-- ARGV    id, token of the caller, most items (0 unbounded), period, retention of terminal items, state, time until its
--         first sync: if positive, it counts as synced now; '1' if a handler wants this state
-- Returns 'F' found, fields, state, error; 'C' created, fields; 'X' full; 'B' what was lost is yet to be put back
local id, token, most, period = ARGV[FIRST], ARGV[FIRST + 1], tonumber(ARGV[FIRST + 2]), tonumber(ARGV[FIRST + 3])
local retention, state, first = tonumber(ARGV[FIRST + 4]), ARGV[FIRST + 5], now + tonumber(ARGV[FIRST + 6])
local tuning = tonumber(redis.call('HGET', CONTROL, 'tuning') or 0)
local reserved = redis.call('HGET', TOKENS, id) == token
local present = redis.call('HGET', ITEMS, id)
local reply
if present then
  reply = found(id, present)
elseif not reserved and may_be_put_back(id) then
  return {0, 'B'}
elseif not reserved and most > 0 and redis.call('HLEN', ITEMS) + redis.call('ZCARD', RESERVATIONS) >= most then
  return {0, 'X'}
else
  local version = next_version()
  local m = {generation = version, version = version, period = period, created = now, synced = first > now and now or 0,
    due = period == TERMINAL and now + retention or first, failing = 0, run = 0, failures = 0, tuning = tuning, claimed = 0,
    hastened = 0, behind = period == TERMINAL and 0 or behind, marked = 0, history = ''}
  if ARGV[FIRST + 7] == '1' then
    mark(id, m)
  end
  redis.call('HSET', STATES, id, state)
  redis.call('HSET', ITEMS, id, packed(m))
  redis.call('ZADD', CHANGES, version, id)
  schedule(id, m, retention)
  tell('C', id, packed(m), state)
  reply = {0, 'C', packed(m)}
end
if reserved then
  redis.call('ZREM', RESERVATIONS, id)
  redis.call('HDEL', TOKENS, id)
end
return finish(reply)
