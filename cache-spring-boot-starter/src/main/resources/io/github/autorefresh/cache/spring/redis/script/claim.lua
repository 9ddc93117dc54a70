-- Refills the bucket, grants permits, and claims as many due items under a lease. Atomic: an item is claimed once, and a
-- permit is used once. A lease that has run out is due as well. Of four permits in a row, while all lanes have work, two go to
-- what was asked for, one to what is new and one to the rest; an unused share goes to the first lane that has work.
--
-- A request that arrives twice, as drivers may send what they had no answer to, is granted once; one that was recalled
-- before it arrived is granted nothing.
--
-- ARGV    lease, items wanted, items per permit, lane and number of the request, calls per second that the caller knows to be
--         permitted after a hold or an outage (0: any number)
-- Returns microseconds until there may be more (-1 unknown), items overdue now, how late the first of them is, calls of all
--         replicas per 1,000 seconds (-1 not told), now; then id and fields of each item claimed
local lease, wanted, batch = tonumber(ARGV[FIRST]), math.min(tonumber(ARGV[FIRST + 1]), MOST), tonumber(ARGV[FIRST + 2])
local lane, request, limit = ARGV[FIRST + 3], tonumber(ARGV[FIRST + 4]), tonumber(ARGV[FIRST + 5])

-- Permits are not worth a round trip one by one: where they are scarce, as many are waited for as come in this time, but
-- for no more than can be used, or than half of what the bucket holds.
local NAP = 5000

local c = redis.call('HMGET', CONTROL, 'tps', 'burst', 'paused', 'tokens', 'refilled', 'opens', 'hold', 'outage',
  'calls', 'limit', 'limited', 'turn')
local tps, burst = in_force(tonumber(c[1]), tonumber(c[2]), limit, c[10], c[11])
if c[3] == '1' then
  return {0, -1, (waiting()), 0, -1, now}
end
local opens = math.max(tonumber(c[6] or 0), tonumber(c[7] or 0))
if c[8] then -- during an outage, only probes are made
  opens = math.max(opens, now + 1000000)
end
if now < opens then
  return {0, opens - now, 0, 0, -1, now}
end
local before = granted_before(lane, request)
if before then
  return {0, 0, 0, 0, -1, now, unpack(before)}
end

local TURNS = {1, 2, 1, 3}
local turn = tonumber(c[12] or 0)

-- Up to so many ids that are due, in the order of their calls; and whether their lanes take turns.
local function in_turn()
  local lanes, taken, ids = {}, {0, 0, 0}, {}
  for n, lane in ipairs(LANES) do
    lanes[n] = redis.call('ZRANGEBYSCORE', DUE, lane.from, now - lane.distance, 'LIMIT', 0, wanted)
  end
  if #lanes[1] + #lanes[2] == 0 then
    return lanes[3], false
  end
  local all = math.min(wanted, #lanes[1] + #lanes[2] + #lanes[3])
  for i = 0, all - 1 do
    local lane = TURNS[(turn + math.floor(i / batch)) % 4 + 1]
    if taken[lane] == #lanes[lane] then
      lane = taken[1] < #lanes[1] and 1 or taken[2] < #lanes[2] and 2 or 3
    end
    taken[lane] = taken[lane] + 1
    ids[i + 1] = lanes[lane][taken[lane]]
  end
  return ids, true
end

local ids, turns = in_turn()
local tokens, several
if tps > 0 then
  tokens = refilled(tps, burst, c[4], c[5])
  several = math.max(1, math.floor(math.min(math.ceil(#ids / batch), burst / 2, tps * NAP / 1000000)))
  local granted = tokens >= several and math.floor(tokens) * batch or 0
  for i = #ids, granted + 1, -1 do
    ids[i] = nil
  end
end

local claimed, count, calls = {}, 0, -1
if #ids > 0 then
  claimed = claim_items(ids, redis.call('HMGET', ITEMS, unpack(ids)), lease, lane, request)
end
if #claimed > 0 then
  local taken = math.ceil(#claimed / 2 / batch)
  calls = take(taken, tokens, limit, c[9])
  tokens = tokens and tokens - taken
  if turns then
    redis.call('HSET', CONTROL, 'turn', (turn + taken) % 4)
  end
  count = finish({})[1]
end

local overdue, lag, wait = waiting()
wait = wait or -1
if wait >= 0 and tps > 0 and tokens < several then
  wait = math.max(wait, math.ceil((several - tokens) * 1000000 / tps))
end
return {count, wait, overdue, lag, calls, now, unpack(claimed)}
