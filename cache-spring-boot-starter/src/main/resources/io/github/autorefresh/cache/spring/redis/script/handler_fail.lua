-- Notes that a call of the handler has failed, which may go on for all that. Atomic; does nothing unless the call is the
-- caller's still, and its item unhandled.
--
-- ARGV    id, token, generation, the error
-- Returns microseconds since the first failure in a row, or -1
local id = ARGV[FIRST]
local handling = handling_of(id)
local fields = redis.call('HGET', ITEMS, id)
local m = fields and unpacked(fields)
if handling.token ~= ARGV[FIRST + 1] or not m or m.generation ~= tonumber(ARGV[FIRST + 2]) or m.marked == 0 then
  return {0, -1}
end
go_through_when_full()
handling.failures = handling.failures + 1
handling.failing = handling.failing > 0 and handling.failing or now
handling.error = ARGV[FIRST + 3]
keep_handling(id, handling)
local since = now - handling.failing
tell('E', id, fields, string.format('%.0f,', since) .. handling.error)
return finish({0, since})
