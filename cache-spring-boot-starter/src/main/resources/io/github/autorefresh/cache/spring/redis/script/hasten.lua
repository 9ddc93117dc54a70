-- Makes items due now, in the lane of what was asked for; or, while they are claimed, as soon as the claim ends. Atomic.
--
-- ARGV    id and on: at most 256
-- Returns id, generation and the number of its last claim, of each that is neither absent nor terminal
local reply = {0}
for i = FIRST, #ARGV do
  local id = ARGV[i]
  local fields = redis.call('HGET', ITEMS, id)
  local m = fields and unpacked(fields)
  if m and m.period ~= TERMINAL then
    local n = #reply
    reply[n + 1], reply[n + 2], reply[n + 3] = id, m.generation, m.run
    if m.claimed == 1 then
      m.hastened = 1
      redis.call('HSET', ITEMS, id, packed(m))
    else
      local due = is_by_clock(m) and now + (m.due - m.behind - stretched) * stretch or m.due
      if m.hastened == 0 or due > now then -- what was asked for may have been given back for later
        m.hastened = 1
        begin(m, math.min(due - now, 0))
        redis.call('HSET', ITEMS, id, packed(m))
        redis.call('ZADD', DUE, score_of(m), id)
        tell('W', id, packed(m), '')
      end
    end
  end
end
return finish(reply)
