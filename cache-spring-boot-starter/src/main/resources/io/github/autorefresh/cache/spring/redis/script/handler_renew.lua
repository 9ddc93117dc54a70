-- Prolongs the leases of the caller's calls of the handler, of those only that are still its own. Atomic.
--
-- ARGV    lease; then id and token of each
-- Returns nothing
local until_then = now + tonumber(ARGV[FIRST])
go_through_when_full()
for i = FIRST + 1, #ARGV, 2 do
  if handling_of(ARGV[i]).token == ARGV[i + 1] then
    redis.call('ZADD', MARKS, until_then, ARGV[i])
  end
end
return finish({0})
