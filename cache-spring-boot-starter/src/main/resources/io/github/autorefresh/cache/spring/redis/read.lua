-- The present state of some items. Atomic, reads only.
--
-- ARGV    5 id and on: at most 256
-- Returns for each id, meta ('' if it is absent), data, error
local reply = {}
for i = FIRST, #ARGV do
  local id, n = ARGV[i], #reply
  reply[n + 1] = id
  reply[n + 2] = redis.call('HGET', META, id) or ''
  reply[n + 3] = redis.call('HGET', DATA, id) or ''
  reply[n + 4] = redis.call('HGET', ERRORS, id) or ''
end
return reply
