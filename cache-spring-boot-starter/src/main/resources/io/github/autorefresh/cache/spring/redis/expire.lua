-- Removes terminal items that have been kept for their time: at most 256 at once. Atomic.
--
-- Returns microseconds until there may be more (-1 if none rests), then id and meta of each removed
local reply = {-1}
for _, id in ipairs(redis.call('ZRANGEBYSCORE', REST, '-inf', now, 'LIMIT', 0, MOST)) do
  local meta = redis.call('HGET', META, id)
  if meta then
    local m = unpacked(meta)
    remove(id, m, 'X')
    reply[#reply + 1] = id
    reply[#reply + 1] = packed(m)
  else
    redis.call('ZREM', REST, id)
  end
end
local next = redis.call('ZRANGE', REST, 0, 0, 'WITHSCORES')
if next[2] then
  reply[1] = math.max(0, math.ceil(next[2] - now))
end
tick()
publish()
return reply
