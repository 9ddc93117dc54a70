-- Refills the bucket, grants permits, and claims as many due items under a lease. Atomic: an item is claimed once, and a
-- permit is used once. A lease that has run out is due as well. Of four permits in a row, while all lanes have work, two go to
-- what was asked for, one to what is new and one to the rest; an unused share goes to the first lane that has work.
--
-- While the lane of the clock is stretched, and a permit would go unused, what is due next there goes early: see go_early.
--
-- A request that arrives twice, as drivers may send what they had no answer to, is granted once; one that was recalled
-- before it arrived is granted nothing.
--
-- ARGV    lease, items wanted, items per permit, lane (of ClaimLanes.java) and number of the request, calls per second that
--         the caller knows to be permitted after a hold or an outage (0: any number), items per second that are demanded as
--         far as it knows (-1: it does not)
-- Returns microseconds until there may be more (-1 unknown), items overdue now, how late the first of them is, calls of all
--         replicas per 1,000 seconds (-1 not told), now, by how much the stretched time is behind, the stretch; then id and
--         fields of each item claimed
local lease, wanted, batch = tonumber(ARGV[FIRST]), math.min(tonumber(ARGV[FIRST + 1]), MOST), tonumber(ARGV[FIRST + 2])
local lane, request, limit = ARGV[FIRST + 3], tonumber(ARGV[FIRST + 4]), tonumber(ARGV[FIRST + 5])

-- Permits are not worth a round trip one by one: where they are scarce, as many are waited for as come in this time, but
-- for no more than can be used, or than half of what the bucket holds.
local NAP = 5000

local c = redis.call('HMGET', CONTROL, 'tps', 'burst', 'paused', 'tokens', 'refilled', 'opens', 'hold', 'outage',
  'calls', 'limit', 'limited', 'turn')
local tps, burst = in_force(tonumber(c[1]), tonumber(c[2]), limit, c[10], c[11])
permitted(tps, batch)
demanded(tonumber(ARGV[FIRST + 6]))

local function answer(counter, wait, overdue, lag, calls, claimed)
  return {counter, wait, overdue, lag, calls, now, behind, string.format('%.9g', stretch), unpack(claimed)}
end

if c[3] == '1' then
  return answer(0, -1, (waiting()), 0, -1, {})
end
local opens = math.max(tonumber(c[6] or 0), tonumber(c[7] or 0))
if c[8] then -- during an outage, only probes are made
  opens = math.max(opens, now + 1000000)
end
if now < opens then
  return answer(0, opens - now, 0, 0, -1, {})
end
local granted_then = granted_before(lane, request)
if granted_then then
  return answer(0, 0, 0, 0, -1, granted_then)
end

local TURNS = {1, 2, 1, 3}
local turn = tonumber(c[12] or 0)

local function due_in(from, to, most)
  return redis.call('ZRANGEBYSCORE', DUE, from, to, 'LIMIT', 0, most)
end

local only_by_clock, first_lease = not is_before_clock(), end_of_first_lease()

-- Up to so many ids that are due, in the order of their calls; and whether their lanes take turns. Leases that have run out
-- come before what is due by the clock.
local function in_turn()
  local lanes, taken, ids = {{}, {}}, {0, 0, 0}, {}
  if not only_by_clock then
    for n = 1, 2 do
      lanes[n] = due_in(REAL_LANES[n].from, now - REAL_LANES[n].distance, wanted)
    end
  end
  local expired = first_lease <= now and due_in(LEASES, LEASES + now, wanted) or {}
  lanes[3] = due_in(0, stretched, wanted - #expired)
  for i, id in ipairs(expired) do
    table.insert(lanes[3], i, id)
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
local granted = wanted
if tps > 0 then
  tokens = refilled(tps, burst, c[4], c[5])
  local most = factor > 1 and wanted or #ids -- then there is always more that may go early
  several = math.max(1, math.floor(math.min(math.ceil(most / batch), burst / 2, tps * NAP / 1000000)))
  granted = tokens >= several and math.floor(tokens) * batch or 0
  for i = #ids, granted + 1, -1 do
    ids[i] = nil
  end
end
local present = #ids > 0 and redis.call('HMGET', ITEMS, unpack(ids)) or {}
local unused = math.min(wanted, granted) - #ids
if unused > 0 and behind > 0 then
  local early = due_in(string.format('(%.17g', stretched), now, unused)
  local fields = #early > 0 and redis.call('HMGET', ITEMS, unpack(early)) or {}
  for i = 1, go_early(fields) do
    ids[#ids + 1] = early[i]
    present[#ids] = fields[i]
  end
end

local claimed, count, calls = {}, 0, -1
if #ids > 0 then
  claimed = claim_items(ids, present, lease, lane, request)
end
if #claimed > 0 then
  local taken = math.ceil(#claimed / 2 / batch)
  work_goes_on(#claimed / 2)
  calls = take(taken, tokens, limit, c[9])
  tokens = tokens and tokens - taken
  if turns then
    keep_also('turn', (turn + taken) % 4)
  end
end
if #ids > 0 then
  count = finish({})[1]
end

if first_lease > now then -- a lease that has run out may have been taken
  first_lease = #claimed > 0 and math.min(first_lease, now + lease) or first_lease
end
local overdue, lag, wait = waiting(only_by_clock, first_lease > now and first_lease)
wait = wait or -1
if wait >= 0 and tps > 0 and tokens < several then
  wait = math.max(wait, math.ceil((several - tokens) * 1000000 / tps))
end
return answer(count, wait, overdue, lag, calls, claimed)
