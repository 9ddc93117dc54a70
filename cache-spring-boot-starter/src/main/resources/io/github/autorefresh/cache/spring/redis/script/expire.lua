-- Removes terminal items that have been kept for their time: at most 256 at once. Unhandled ones are kept, unless no replica
-- has had a handler for so long that none is known any longer: then they expire after the others. Atomic.
--
-- Returns microseconds until there may be more (-1 if none is terminal), then id and fields of each removed
local reply = {0, -1}
local function expire(from, to, most)
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', TERMINAL_ITEMS, from, to, 'LIMIT', 0, most)) do
    local fields = redis.call('HGET', ITEMS, id)
    local m = fields and unpacked(fields)
    if not m then
      redis.call('ZREM', TERMINAL_ITEMS, id)
    elseif m.marked == 0 or m.due <= now then
      remove(id, m, 'X')
      reply[#reply + 1] = id
      reply[#reply + 1] = packed(m)
    end
  end
end
local handler_known = now < tonumber(redis.call('HGET', CONTROL, 'handler') or 0)
expire('-inf', now, MOST)
if not handler_known then
  expire(UNHANDLED, '+inf', MOST - (#reply - 2) / 2)
end
local next = redis.call('ZRANGE', TERMINAL_ITEMS, 0, 0, 'WITHSCORES')
if next[2] and tonumber(next[2]) < UNHANDLED then
  reply[2] = math.max(0, math.ceil(next[2] - now))
elseif next[2] and not handler_known and #reply > 2 then
  reply[2] = 0
end
return #reply > 2 and finish(reply) or reply
