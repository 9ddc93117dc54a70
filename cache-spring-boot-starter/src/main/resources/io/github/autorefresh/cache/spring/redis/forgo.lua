-- Gives a reservation back, if it is still the caller's, and says so to those who wait for it. Atomic.
--
-- ARGV    5 id, 6 token of the caller
-- Returns nothing
local id = ARGV[FIRST]
if redis.call('HGET', TOKENS, id) == ARGV[FIRST + 1] then
  redis.call('ZREM', MAKERS, id)
  redis.call('HDEL', TOKENS, id)
  tell('M', id, '', '')
  publish()
end
return {}
