-- The present state of some items, as many as are in a page: not all that were asked for. Atomic, reads only.
--
-- ARGV    id and on: at most 256
-- Returns for each id, fields ('' if it is absent), state (if it is absent, the fields of its removal with the cause before
--         them, '' if none is remembered), error
local reply, bytes = {0}, 0
for i = FIRST, #ARGV do
  local id, n = ARGV[i], #reply
  bytes = bytes + redis.call('HSTRLEN', STATES, id) + redis.call('HSTRLEN', ERRORS, id)
  if n > 1 and bytes > MOST_BYTES then
    break
  end
  local fields = redis.call('HGET', ITEMS, id)
  reply[n + 1] = id
  reply[n + 2] = fields or ''
  reply[n + 3] = redis.call('HGET', fields and STATES or TOMBSTONES, id) or ''
  reply[n + 4] = redis.call('HGET', ERRORS, id) or ''
end
return reply
