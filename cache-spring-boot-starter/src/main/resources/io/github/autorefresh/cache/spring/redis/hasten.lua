-- Makes items due now, or, while they are claimed, as soon as the claim ends. Atomic.
--
-- ARGV    5 id and on: at most 256
-- Returns for each the number of its last claim, or -1 if it is absent or terminal
local reply = {}
for i = FIRST, #ARGV do
  local id = ARGV[i]
  local meta = redis.call('HGET', META, id)
  local m = meta and unpacked(meta)
  if not m or m.period == TERMINAL then
    reply[#reply + 1] = -1
  else
    reply[#reply + 1] = m.run
    if m.claimed == 1 then
      m.hastened = 1
      redis.call('HSET', META, id, packed(m))
    elseif m.due > now then
      m.due = now
      redis.call('HSET', META, id, packed(m))
      redis.call('ZADD', DUE, now, id)
      tell('W', id, packed(m), '')
    end
  end
end
tick()
publish()
return reply
