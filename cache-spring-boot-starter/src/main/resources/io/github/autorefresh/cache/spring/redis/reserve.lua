-- First step of a creation: finds the item, or takes id and place for the caller under a lease. Atomic: one caller at a
-- time has an id, and items and places together never exceed the size that is allowed.
--
-- ARGV    5 id, 6 token of the caller, 7 lease, 8 most items (0 unbounded)
-- Returns 'F' found, meta, data, error; 'R' reserved, and id and meta of what was evicted for it; 'B' somebody else creates it; 'X' full of live items
local id, token, lease, most = ARGV[FIRST], ARGV[FIRST + 1], tonumber(ARGV[FIRST + 2]), tonumber(ARGV[FIRST + 3])
local meta = redis.call('HGET', META, id)
if meta then
  return {'F', meta, redis.call('HGET', DATA, id), redis.call('HGET', ERRORS, id)}
end
for _, other in ipairs(redis.call('ZRANGEBYSCORE', MAKERS, '-inf', now, 'LIMIT', 0, 16)) do
  redis.call('ZREM', MAKERS, other)
  redis.call('HDEL', TOKENS, other)
end
local owner = redis.call('HGET', TOKENS, id)
if owner and owner ~= token then
  return {'B'}
end
local reply = {'R'}
if most > 0 and not owner and redis.call('HLEN', META) + redis.call('ZCARD', MAKERS) >= most then
  local longest = redis.call('ZRANGE', REST, 0, 0)[1]
  local evicted = longest and redis.call('HGET', META, longest)
  if not evicted then
    return {'X'}
  end
  local m = unpacked(evicted)
  remove(longest, m, 'E')
  reply = {'R', longest, packed(m)}
end
redis.call('ZADD', MAKERS, now + lease, id)
redis.call('HSET', TOKENS, id, token)
tick()
publish()
return reply
