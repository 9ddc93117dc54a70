-- First step of a creation: finds the item, or reserves id and place for the caller under a lease. Atomic: one caller at a
-- time has an id, and items and reservations together never exceed the size that is allowed.
--
-- ARGV    id, token of the caller, lease, most items (0 unbounded)
-- Returns 'F' found, fields, state, error; 'R' reserved, and id and fields of what was evicted for it; 'B' somebody else
--         creates it, or what was lost is yet to be put back; 'X' full of items that are live or unhandled
local id, token, lease, most = ARGV[FIRST], ARGV[FIRST + 1], tonumber(ARGV[FIRST + 2]), tonumber(ARGV[FIRST + 3])
local fields = redis.call('HGET', ITEMS, id)
if fields then
  return found(id, fields)
end
if may_be_put_back(id) then
  return {0, 'B'}
end
for _, other in ipairs(redis.call('ZRANGEBYSCORE', RESERVATIONS, '-inf', now, 'LIMIT', 0, 16)) do
  redis.call('ZREM', RESERVATIONS, other)
  redis.call('HDEL', TOKENS, other)
end
local owner = redis.call('HGET', TOKENS, id)
if owner and owner ~= token then
  return {0, 'B'}
end
local reply = {0, 'R'}
if most > 0 and not owner and redis.call('HLEN', ITEMS) + redis.call('ZCARD', RESERVATIONS) >= most then
  local longest = redis.call('ZRANGEBYSCORE', TERMINAL_ITEMS, '-inf', UNHANDLED, 'LIMIT', 0, 1)[1]
  local evicted = longest and redis.call('HGET', ITEMS, longest)
  if not evicted then
    return {0, 'X'}
  end
  local m = unpacked(evicted)
  remove(longest, m, 'E')
  reply = {0, 'R', longest, packed(m)}
end
redis.call('ZADD', RESERVATIONS, now + lease, id)
redis.call('HSET', TOKENS, id, token)
return finish(reply)
