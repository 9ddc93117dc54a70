-- Ends claims without an outcome. Atomic, and fenced like a commit. An item is due when it was, or after a delay if the
-- caller cannot sync it.
--
-- ARGV    delay, or -1; retention of terminal items; then id, generation and run of each item
-- Returns nothing
local delay, retention = tonumber(ARGV[FIRST]), tonumber(ARGV[FIRST + 1])
go_through_when_full()
for i = FIRST + 2, #ARGV, 3 do
  local id = ARGV[i]
  local fields = redis.call('HGET', ITEMS, id)
  local m = fields and unpacked(fields)
  if m and m.generation == tonumber(ARGV[i + 1]) and m.run == tonumber(ARGV[i + 2]) and m.claimed == 1 then
    m.claimed = 0
    if delay >= 0 then
      begin(m, delay)
    end
    if m.hastened == 1 then
      begin(m, 0)
    elseif m.hastened == 2 then -- back to its lane
      m.hastened = 1
    end
    if m.period == TERMINAL then
      m.due, m.behind = now + retention, 0
    end
    redis.call('HSET', ITEMS, id, packed(m))
    schedule(id, m, retention)
    tell('W', id, packed(m), '')
  end
end
ended = now
return finish({0})
