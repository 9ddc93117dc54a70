-- Asks again about a claim whose answer never came, and keeps it from being granted if it is yet to arrive. Atomic.
--
-- ARGV    lane and number of the request
-- Returns id and fields of each item that it has claimed and that is claimed by it still
local lane, request = ARGV[FIRST], tonumber(ARGV[FIRST + 1])
local reply = {0}
local field = CALLER .. ':' .. lane
go_through_when_full()
if tonumber(redis.call('HGET', REPLICAS, 'request:' .. field) or 0) == request then
  append_granted(lane, reply)
else
  redis.call('HSET', REPLICAS, 'request:' .. field, request, 'granted:' .. field, cmsgpack.pack({}))
end
return finish(reply)
