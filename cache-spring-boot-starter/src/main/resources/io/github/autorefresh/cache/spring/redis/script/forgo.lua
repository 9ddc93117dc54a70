-- Gives a reservation back, if it is still the caller's, and says so to those who wait for it. Atomic.
--
-- ARGV    id, token of the caller
-- Returns nothing
local id = ARGV[FIRST]
if redis.call('HGET', TOKENS, id) ~= ARGV[FIRST + 1] then
  return {0}
end
redis.call('ZREM', RESERVATIONS, id)
redis.call('HDEL', TOKENS, id)
tell('M', id, '', '')
return finish({0})
