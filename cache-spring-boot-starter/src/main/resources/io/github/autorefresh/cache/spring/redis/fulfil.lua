-- Second step of a creation: the item is there, and due unless terminal; or somebody else's is, and wins. Atomic.
-- A reservation that has run out still serves, if there is a place.
--
-- ARGV    5 id, 6 token of the caller, 7 most items (0 unbounded), 8 period, 9 retention of terminal items, 10 data,
--         11 time until its first sync: if positive, it counts as synced now
-- Returns 'F' found, meta, data, error; 'C' created, meta; 'X' full
local id, token, most, period = ARGV[FIRST], ARGV[FIRST + 1], tonumber(ARGV[FIRST + 2]), tonumber(ARGV[FIRST + 3])
local first = now + tonumber(ARGV[FIRST + 6])
local reserved = redis.call('HGET', TOKENS, id) == token
local found = redis.call('HGET', META, id)
local reply
if found then
  reply = {'F', found, redis.call('HGET', DATA, id), redis.call('HGET', ERRORS, id)}
elseif not reserved and most > 0 and redis.call('HLEN', META) + redis.call('ZCARD', MAKERS) >= most then
  reply = {'X'}
else
  local version = next_version()
  local meta = packed({generation = version, version = version, period = period, created = now, synced = first > now and now or 0, due = first,
    run = 0, failures = 0, tuning = 0, claimed = 0, hastened = 0})
  redis.call('HSET', DATA, id, ARGV[FIRST + 5])
  redis.call('HSET', META, id, meta)
  redis.call('ZADD', CHANGES, version, id)
  if period == TERMINAL then
    redis.call('ZADD', REST, now + tonumber(ARGV[FIRST + 4]), id)
  else
    redis.call('ZADD', DUE, first, id)
  end
  tell('C', id, meta, ARGV[FIRST + 5])
  reply = {'C', meta}
end
if reserved then
  redis.call('ZREM', MAKERS, id)
  redis.call('HDEL', TOKENS, id)
end
tick()
publish()
return reply
