-- Ends claims without a verdict. Atomic, and fenced like a commit. An item is due when it was, or after a delay if the
-- caller cannot sync it.
--
-- ARGV    5 delay, or -1; 6 retention of terminal items; then id, generation and run of each item
-- Returns nothing
local delay, retention = tonumber(ARGV[FIRST]), tonumber(ARGV[FIRST + 1])
for i = FIRST + 2, #ARGV, 3 do
  local id = ARGV[i]
  local meta = redis.call('HGET', META, id)
  local m = meta and unpacked(meta)
  if m and m.generation == tonumber(ARGV[i + 1]) and m.run == tonumber(ARGV[i + 2]) and m.claimed == 1 then
    m.claimed = 0
    if delay >= 0 then
      m.due = now + delay
    end
    if m.hastened == 1 then
      m.hastened = 0
      m.due = now
    end
    redis.call('HSET', META, id, packed(m))
    if m.period == TERMINAL then
      redis.call('ZREM', DUE, id)
      redis.call('ZADD', REST, now + retention, id)
    else
      redis.call('ZADD', DUE, m.due, id)
    end
    tell('W', id, packed(m), '')
  end
end
tick()
publish()
return {}
