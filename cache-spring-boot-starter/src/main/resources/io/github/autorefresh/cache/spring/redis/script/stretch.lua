-- The stretched time, by which items of the lane of the clock are due: it runs slower than the real one while more is demanded
-- than can be done, so that one factor stretches all intervals, those under way too. Put in front of the scripts that
-- schedule, claim, or tell how late things are, and moved by each. Its rules are those of Stretching.java:
--
--   forward      it runs at the rate 1/factor, where the factor is what is demanded, as replicas tell it, divided by what is
--                permitted; at least 1
--   gate         it stands still while enough items are due, whatever the reason is that less is done
--   catching up  if fewer are due than are wanted, it jumps to what is due next, unless that would be before its unstretched
--                time: see go_early in grant.lua
--
-- The gate holds only while the cluster is at work. While nothing is claimed, because of a pause, a hold, an outage or a new
-- epoch, or because no replica asks, items become due as planned and are seen to be late. So it goes on until the cluster has
-- caught up: it has claimed what was held up, then what became due meanwhile, and so on while that becomes less. Being late in
-- this way is no overload, so the stretch that is told takes no notice of it.
--
-- An item of that lane is due at its "due" less its "behind", in stretched time; and if it were not stretched, at its "due" in
-- real time. "behind" is by how much the stretched time was behind the real one when the interval began.
--
-- What "control" has of it in "stretch", packed; all times in microseconds:
--
--   real, stretched, moved          both times as they were last, and the real one when the stretched one last moved
--   demand, rate, factor            items per second that are demanded and permitted (0: any number; -1: not told yet), and what
--                                   follows; until it does, what is put back after a loss
--   enough, work                    so many may be due; without a claim in that time, the cluster is not at work
--   worked, ended, work_began       when something was last claimed, when a claim ended last, and since when work has gone on
--   window, claims                  items that were claimed since then;
--   before, length                  and in the window before, of that length
--   catching, upto, backlog         1 until what was held up has been claimed: what was due by that stretched time, so much
--   stretch                         by how much intervals are longer than planned, as it is told
--   seen_*, new_*                   real time, stretched time and claims by which it is told, and those since it was
local CLOCK = '<ddddddddddddddddddddddddd'

local SECOND = 1000000

-- So much work may be due at once, so that no permit and no worker waits for some.
local BACKLOG_SECONDS = 0.25

-- The cluster is at work if something is claimed, or was in the last second, or ten permits ago.
local WORK_PERMITS = 10

-- The stretch is that of the last two seconds, or of the last ten due times where these take longer; and it is at most so
-- many times what is demanded by what is claimed. As in StretchMeter.java.
local MEMORY, MEMORY_DUES, OBSERVED, MOST_TIMES = 2 * SECOND, 10, SECOND / 20, 2

-- How many items are claimed is counted in windows of this length; what is longer ago than so many says nothing.
local CLAIMS_WINDOW, RECENT_WINDOWS = SECOND / 2, 4

local real, stretched, moved, demand, rate, factor, enough, work, worked, ended, work_began, window, claims, before, length,
  catching, upto, backlog, stretch, seen_real, seen_stretched, seen_claims, new_real, new_stretched, new_claims
if held[6] then
  real, stretched, moved, demand, rate, factor, enough, work, worked, ended, work_began, window, claims, before, length, catching,
    upto, backlog, stretch, seen_real, seen_stretched, seen_claims, new_real, new_stretched, new_claims =
    struct.unpack(CLOCK, held[6])
else
  real, stretched, moved, demand, rate, factor, enough, work, worked, ended, work_began, window, claims, before, length, catching,
    upto, backlog, stretch, seen_real, seen_stretched, seen_claims, new_real, new_stretched, new_claims =
    now, now, now, 0, -1, 1, math.huge, SECOND, 0, 0, 0, now, 0, 0, CLAIMS_WINDOW, 0,
    0, 0, 1, MEMORY, MEMORY, 0, 0, 0, 0
end

keep = function()
  kept[#kept + 1] = 'stretch'
  kept[#kept + 1] = struct.pack(CLOCK, real, stretched, moved, demand, rate, factor, enough, work, worked, ended, work_began, window,
    claims, before, length, catching, upto, backlog, stretch, seen_real, seen_stretched, seen_claims, new_real, new_stretched,
    new_claims)
end

local function due_by_clock(upto_then)
  return redis.call('ZCOUNT', DUE, 0, upto_then)
end

-- When the first item of that lane is due, in stretched time; and its id.
local function first_by_clock()
  local first = redis.call('ZRANGEBYSCORE', DUE, 0, LEASES - 1, 'WITHSCORES', 'LIMIT', 0, 1)
  return tonumber(first[2] or math.huge), first[1]
end

local function tell_stretch(now_told)
  stretch = math.max(1, now_told)
  new_real, new_stretched, new_claims = 0, 0, 0
end

local function observe_stretch()
  seen_real, seen_stretched, seen_claims = seen_real + new_real, seen_stretched + new_stretched, seen_claims + new_claims
  if demand <= 0 then
    tell_stretch(1)
    return
  end
  local expected = math.max(factor, stretch) -- real time per stretched time
  local memory = math.max(MEMORY / expected, MEMORY_DUES / demand * SECOND)
  local least = seen_stretched - 2 * expected * new_stretched -- nothing is forgotten while it stands still
  local share = math.min(1, math.max(memory, least) / seen_stretched)
  seen_real, seen_stretched, seen_claims = seen_real * share, seen_stretched * share, math.max(0, seen_claims * share)
  local most = seen_claims > 0 and MOST_TIMES * demand * seen_real / SECOND / seen_claims or math.huge
  tell_stretch(math.min(seen_real / seen_stretched, math.max(factor, most)))
end

-- Real time has passed, and stretched time up to this. Nothing was to be claimed if "rested" is later than the last claim, or
-- if nobody has asked for long.
local rested = tonumber(held[7] or 0)
local suspended = rested >= worked
  or now - math.max(worked, ended) > work and redis.call('ZCOUNT', DUE, LEASES + now, '+inf') == 0
do
  local held_up = suspended or catching == 1 and first_by_clock() <= upto
  local target = stretched + (now - real) / factor
  if not held_up and due_by_clock(target) >= enough then
    local rank = redis.call('ZCOUNT', DUE, '-inf', '(0') + enough - 1
    target = math.min(target, math.max(stretched, tonumber(redis.call('ZRANGE', DUE, rank, rank, 'WITHSCORES')[2])))
  end
  new_real, new_stretched = new_real + now - real, new_stretched + target - stretched
  real = now
  if target > stretched then
    stretched, moved = target, now
  end
  if suspended then
    catching = 1
  elseif catching == 1 and not held_up then
    local left = due_by_clock(stretched)
    backlog = left < backlog and left or 0
    if backlog > 0 then
      upto = stretched
    elseif left < enough and new_real >= OBSERVED then
      catching = 0
    end
  end
  if new_real >= OBSERVED then
    if catching == 1 then
      tell_stretch(factor)
    else
      observe_stretch()
    end
  end
end

-- By how much the stretched time is behind the real one.
local behind = now - stretched

-- The stretched time jumps to what is due next.
local function jump_to(due)
  if due > stretched then
    new_stretched = new_stretched + due - stretched
    stretched, moved, behind = due, now, now - due
  end
end

-- So many items per second are demanded; negative if the caller does not know.
local function demanded(per_second)
  demand = per_second >= 0 and per_second or demand
  if rate >= 0 then
    factor = rate > 0 and math.max(1, demand / rate) or 1
  end
end

-- So many calls per second are permitted (0: any number), and so many items are in one.
local function permitted(tps, batch)
  rate = tps * batch
  work = tps > 0 and math.max(SECOND, WORK_PERMITS * SECOND / tps) or SECOND
  if now - window >= CLAIMS_WINDOW then
    local recent = now - window < RECENT_WINDOWS * CLAIMS_WINDOW
    before, length = recent and claims or 0, recent and now - window or CLAIMS_WINDOW
    claims, window = 0, now
  end
  local per_second = rate > 0 and rate or math.huge
  if work_began > 0 and now - work_began >= CLAIMS_WINDOW then
    per_second = math.min(per_second, (before + claims) * SECOND / (length + now - window))
  end
  enough = math.ceil(math.max(2 * batch, BACKLOG_SECONDS * per_second))
end

-- So many items have been claimed.
local function work_goes_on(items)
  if suspended then
    upto, backlog = stretched, math.huge
    if work_began == 0 or now - worked > RECENT_WINDOWS * CLAIMS_WINDOW then
      work_began = now
    end
  end
  worked, claims, new_claims = now, claims + items, new_claims + items
end

-- An interval of the item begins now that ends after a delay.
local function begin(m, delay)
  m.due, m.behind = now + delay, behind
end

-- True if anything waits in the lanes before that of the clock.
local function is_before_clock()
  local first = redis.call('ZRANGE', DUE, 0, 0, 'WITHSCORES')
  return first[2] and tonumber(first[2]) < 0
end

-- When the first lease ends; math.huge if there is none.
local function end_of_first_lease()
  local first = redis.call('ZRANGEBYSCORE', DUE, LEASES, '+inf', 'WITHSCORES', 'LIMIT', 0, 1)
  return first[2] and first[2] - LEASES or math.huge
end

-- How many items are due and not claimed, how late the first of them is, and how long it is until one is (nil if there is
-- none).
--
-- only_by_clock, lease: that no other lane has work, and when the first lease ends, if the caller knows
local function waiting(only_by_clock, lease)
  local count, late, wait = 0, 0, nil
  local function look_at(due, from, distance)
    local left = due - now
    wait = math.min(wait or math.huge, math.max(0, left))
    if left < 0 then
      count = count + redis.call('ZCOUNT', DUE, from, now - distance)
      late = math.max(late, -left)
    end
  end
  if not only_by_clock and is_before_clock() then
    for n = 1, 2 do
      local lane = REAL_LANES[n]
      local first = redis.call('ZRANGEBYSCORE', DUE, lane.from, lane.to, 'WITHSCORES', 'LIMIT', 0, 1)
      if first[2] then
        look_at(first[2] + lane.distance, lane.from, lane.distance)
      end
    end
  end
  lease = lease or end_of_first_lease()
  if lease < math.huge then
    look_at(lease, LEASES, -LEASES)
  end
  local due, id = first_by_clock()
  if due <= stretched then
    wait = 0
    count = count + due_by_clock(stretched)
    late = math.max(late, now - moved + (stretched - due) * stretch)
  elseif id then
    local left = (due - stretched) * factor
    local fields = behind > 0 and redis.call('HGET', ITEMS, id)
    if fields then -- it may go early
      left = math.min(left, math.max(0, unpacked(fields).due - now))
    end
    wait = math.min(wait or math.huge, left)
  end
  return count, late, wait and math.ceil(wait)
end
