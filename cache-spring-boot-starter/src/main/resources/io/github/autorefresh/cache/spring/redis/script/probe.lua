-- Claims items for a probe during an outage, whether they are due or not, with one permit. Atomic. Which items these may be
-- the caller has seen in its copy: the first of them that can be claimed are, and a lease that has run out ends a claim.
--
-- There is one probe at a time in the cluster, and each is planned by all replicas: whoever did not know of the last one when it
-- planned this has to plan again. So that one whose network is broken does not make all of them, who has made the last one
-- lets others go first once.
--
-- ARGV    lease, items wanted, lane and number of the request, as those of claim.lua; of the outage as the caller knows it:
--         since when, how many probes; 1 if this one is for any item; how long a call may take; then ids, the best
--         first; none to ask only whether one may be made
-- Returns -1 if no probe may be made now, else 0: if nothing was claimed then, others than these may be; now; then id and
--         fields of each item claimed
local lease, wanted = tonumber(ARGV[FIRST]), tonumber(ARGV[FIRST + 1])
local lane, request = ARGV[FIRST + 2], tonumber(ARGV[FIRST + 3])
local since, probes = tonumber(ARGV[FIRST + 4]), tonumber(ARGV[FIRST + 5])
local any, timeout = tonumber(ARGV[FIRST + 6]), tonumber(ARGV[FIRST + 7])

local c = redis.call('HMGET', CONTROL, 'tps', 'burst', 'paused', 'tokens', 'refilled', 'opens', 'hold', 'outage',
  'calls')
local tps, outage = tonumber(c[1]), read_outage(c[8])
if c[3] == '1' or now < math.max(tonumber(c[6] or 0), tonumber(c[7] or 0)) then
  return {0, -1, now}
end
local before = granted_before(lane, request)
if before then
  return {0, 0, now, unpack(before)}
end
if since == 0 or outage.since ~= since or outage.probes ~= probes or is_probed(outage) then
  return {0, -1, now}
end
if outage.prober == CALLER and not outage.yielded and #others() > 0 then
  outage.yielded = 1
  redis.call('HSET', CONTROL, 'outage', cmsgpack.pack(outage))
  return finish({0, -1, now})
end
local tokens = tps > 0 and refilled(tps, tonumber(c[2]), c[4], c[5])
if tokens and tokens < 1 then
  return {0, -1, now}
end

local ids, present = {}, {}
local candidates = {unpack(ARGV, FIRST + 8)}
for i, fields in ipairs(#candidates > 0 and redis.call('HMGET', ITEMS, unpack(candidates)) or {}) do
  local m = fields and unpacked(fields)
  local free = m and (m.claimed == 0 or tonumber(redis.call('ZSCORE', DUE, candidates[i]) or 0) <= LEASES + now)
  if free and m.period ~= TERMINAL and #ids < wanted then
    ids[#ids + 1] = candidates[i]
    present[#present + 1] = fields
  end
end
if #ids == 0 then
  return {0, 0, now}
end
local claimed = claim_items(ids, present, lease, lane, request, true)
take(1, tokens, 0, c[9])
outage.probes, outage.probed, outage.any, outage.prober, outage.yielded = probes + 1, now, any, CALLER, nil
outage.id, outage.run, outage.lease = ids[1], unpacked(claimed[2]).run, timeout
write_outage(outage)
return finish({0, 0, now, unpack(claimed)})
