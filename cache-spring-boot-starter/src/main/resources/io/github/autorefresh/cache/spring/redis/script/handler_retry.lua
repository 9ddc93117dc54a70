-- Makes an unhandled item due now, or as soon as its call ends. Atomic.
--
-- ARGV    id
-- Returns 1, or 0 if there is no such item
local id = ARGV[FIRST]
local fields = redis.call('HGET', ITEMS, id)
if not fields or unpacked(fields).marked == 0 then
  return {0, 0}
end
local handling = handling_of(id)
if handling.token == '' then
  redis.call('ZADD', MARKS, math.min(now, tonumber(redis.call('ZSCORE', MARKS, id) or now)), id)
else
  handling.again = 1
  keep_handling(id, handling)
end
return finish({0, 1})
