-- Gives up terminal items that have been unhandled for too long, also those whose call goes on: at most 256 at once. From now
-- on they expire as others do. Atomic: each is told of to one caller.
--
-- That caller is told of it again until it says that it has heard: somebody must log each id, and answers get lost.
--
-- ARGV    how long they are kept, number of the request, number of the last one whose answer was heard
-- Returns for how long the item has been unhandled that is the first of those that are left (-1 none), then of each that was
--         given up its id, why its last call failed ('' if none has), the version that it had, and its fields now (0 and '' of
--         those that are told of again)
local request, heard = tonumber(ARGV[FIRST + 1]), tonumber(ARGV[FIRST + 2])
local reply = {0, -1}
go_through_when_full()

local own = 'abandoned:' .. CALLER
local last = redis.call('HGET', REPLICAS, own)
last = last and cmsgpack.unpack(last) or {request = 0, told = {}}
local told = last.request > heard and last.told or {}
for i = 1, #told, 2 do
  reply[#reply + 1] = told[i]
  reply[#reply + 1] = told[i + 1]
  reply[#reply + 1] = 0
  reply[#reply + 1] = ''
end

if request > last.request then
  local before = UNHANDLED + now - tonumber(ARGV[FIRST])
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', TERMINAL_ITEMS, UNHANDLED, before, 'LIMIT', 0, MOST - #told / 2)) do
    local fields = redis.call('HGET', ITEMS, id)
    if fields then
      local m = unpacked(fields)
      told[#told + 1] = id
      told[#told + 1] = handling_of(id).error
      reply[#reply + 1] = id
      reply[#reply + 1] = told[#told]
      reply[#reply + 1] = m.version
      unmark(id, m)
      reply[#reply + 1] = is_unhandled_no_longer(id, m, redis.call)
    else
      redis.call('ZREM', TERMINAL_ITEMS, id)
    end
  end
  redis.call('HSET', REPLICAS, own, cmsgpack.pack({request = request, told = told}))
end

reply[2] = longest_unhandled()
return finish(reply)
