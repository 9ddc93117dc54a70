-- Prolongs leases and reservations of the caller, those only that are still its own. Atomic.
--
-- ARGV    lease; then id, generation and run of each claim, or for a reservation id, its token and ''
-- Returns nothing
local until_then = now + tonumber(ARGV[FIRST])
go_through_when_full()
for i = FIRST + 1, #ARGV, 3 do
  local id, fence, run = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  if run == '' then
    if redis.call('HGET', TOKENS, id) == fence then
      redis.call('ZADD', RESERVATIONS, 'XX', until_then, id)
    end
  else
    local fields = redis.call('HGET', ITEMS, id)
    local m = fields and unpacked(fields)
    if m and m.generation == tonumber(fence) and m.run == tonumber(run) and m.claimed == 1 then
      redis.call('ZADD', DUE, 'XX', LEASES + until_then, id)
    end
  end
end
return finish({0})
