-- Finds out from what is committed whether the external system is down. Put in front of commit.lua, behind outage.lua.

-- More than half of the replicas that are at work have seen calls fail; or the others have made none for as long as one may
-- take.
local function is_everybodys(failures, patience)
  local there, fail = 1, 1
  for _, name in ipairs(others()) do
    there = there + 1
    fail = fail + (failures.by[name] or 0)
  end
  return 2 * fail > there or now - failures.first > patience
end

-- Counts what a commit has brought: whether anything has succeeded, and what has failed after that: how many calls, how many
-- syncs, how many of items that were not failing, and the text of one. Begins an outage if that is enough. A handful of commands, however
-- many items there are; none if nothing fails.
local function count(brought, stored, outage, patience)
  if brought.succeeded and stored then
    redis.call('HDEL', CONTROL, 'failures')
    stored = nil
  end
  if brought.syncs == 0 or patience == 0 or outage then
    return
  end
  local failures = stored and cmsgpack.unpack(stored) or {first = now, calls = 0, syncs = 0, newly = 0, by = {}}
  failures.calls = failures.calls + brought.calls
  failures.syncs = failures.syncs + brought.syncs
  failures.newly = failures.newly + brought.newly
  failures.by[CALLER] = 1
  local enough = failures.newly >= ENOUGH_ITEMS
    or failures.newly > 0 and redis.call('ZCARD', DUE) <= redis.call('HLEN', ERRORS)
  if enough and failures.calls >= ENOUGH_CALLS and is_everybodys(failures, patience) then
    redis.call('HDEL', CONTROL, 'failures')
    redis.call('HSET', CONTROL, 'cause', brought.cause)
    write_outage({since = failures.first, early = math.min(EARLY_PROBES, math.floor(failures.syncs / failures.newly) - 1),
      probes = 0, probed = now, any = 1})
  else
    redis.call('HSET', CONTROL, 'failures', cmsgpack.pack(failures))
  end
end
