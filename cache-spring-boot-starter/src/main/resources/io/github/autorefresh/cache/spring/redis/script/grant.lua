-- What claims and probes have in common: the bucket of the cluster, and how items are claimed. Put in front of both.

-- What wakes up late by no more than this loses nothing of the rate: the resolution that the limit is kept to.
local SLACK = 1000

-- All replicas know the limit of a hold or a recovery, and tell it with each claim; one that has just started does not, and
-- is held to what others have told shortly before.
local LIMIT_TOLD = 2 * 1000000

-- The rate and the size of the bucket in force (rate 0: no limit): those of the settings, or of the limit that the caller
-- tells (0: none), which leaves a tenth of a second in the bucket.
local function in_force(tps, burst, limit, others, told)
  if limit == 0 and now - tonumber(told or 0) < LIMIT_TOLD then
    limit = tonumber(others)
  end
  if limit == 0 or tps > 0 and tps <= limit then
    return tps, burst
  end
  local size = math.max(1, limit / 10)
  return limit, tps > 0 and math.min(burst, size) or size
end

-- The permits that are in a bucket now; they begin to flow again when a hold ends.
local function refilled(tps, burst, tokens, at)
  local most = burst + tps * SLACK / 1000000
  return math.min(most, tonumber(tokens or burst) + math.max(0, now - tonumber(at or now)) * tps / 1000000)
end

-- How many calls were permitted per second, in a window of one to two seconds; after a time without calls, of two to three
-- that begin in it, so that its first few are not taken for a high rate.
local WINDOW = 1000000

local function count_calls(stored, calls)
  local w = stored and cmsgpack.unpack(stored)
  if not w or now - w.middle > 2 * WINDOW then
    w = {since = now - 2 * WINDOW, before = 0, middle = now, calls = 0}
  elseif now - w.middle > WINDOW then
    w = {since = w.middle, before = w.calls, middle = now, calls = 0}
  end
  w.calls = w.calls + calls
  return w
end

local function keep_also(field, value)
  kept[#kept + 1] = field
  kept[#kept + 1] = value
end

-- Keeps what these calls leave in the bucket, counts them, and notes the caller's limit. Returns the calls per 1,000 seconds
-- of all replicas.
local function take(calls, tokens, limit, counted)
  local w = count_calls(counted, calls)
  keep_also('calls', cmsgpack.pack(w))
  if tokens then
    keep_also('tokens', string.format('%.17g', tokens - calls))
    keep_also('refilled', now)
  end
  if limit > 0 then
    keep_also('limit', limit)
    keep_also('limited', now)
  end
  return math.floor(1000 * (w.before + w.calls) * 1000000 / math.max(now - w.since, WINDOW / 10))
end

-- What was granted to a request that has arrived before; nil if it has not. One that was recalled before it arrived is granted
-- nothing.
local function granted_before(lane, request)
  local answered = tonumber(redis.call('HGET', REPLICAS, 'request:' .. CALLER .. ':' .. lane) or 0)
  if request > answered then
    return nil
  end
  local claimed = {}
  if request == answered then
    append_granted(lane, claimed)
  end
  return claimed
end

-- How many of these items, which are not due by the clock yet, may go early: up to the first whose unstretched time is yet to
-- come. The stretched time jumps to what is due next then.
local function go_early(present)
  local early = 0
  for i, fields in ipairs(present) do
    local m = fields and unpacked(fields)
    if m and m.due > now then
      break
    end
    early = i
    if m then
      jump_to(m.due - m.behind)
    end
  end
  return early
end

-- A jump of the stretched time must not shorten an interval that began while that time was further behind: an item that is due
-- by a jump only is scheduled again for its unstretched time.
local function postpone(id, m)
  m.behind = behind
  redis.call('HSET', ITEMS, id, packed(m))
  redis.call('ZADD', DUE, score_of(m), id)
end

-- Claims items of these fields under a lease for a request, a probe's whether they are due or not; returns id and fields of
-- each. Their next intervals begin now; and their place in their lane stays what it is, in case that they are given back.
local function claim_items(ids, present, lease, lane, request, probe)
  local claimed, granted, scores = {}, {}, {}
  local until_then = now + lease + LEASES
  for i, id in ipairs(ids) do
    local m = present[i] and unpacked(present[i])
    local by_clock = m and m.behind ~= behind and is_by_clock(m)
    if not m then
      redis.call('ZREM', DUE, id)
    elseif by_clock and m.behind > behind and m.due > now and m.claimed == 0 and not probe then
      postpone(id, m)
    else
      if by_clock then
        m.due = m.due - m.behind + behind
      end
      m.behind = behind
      m.run = m.run + 1
      m.claimed = 1
      m.hastened = m.hastened > 0 and 2 or 0
      claimed[#claimed + 1] = id
      claimed[#claimed + 1] = packed(m)
      granted[#granted + 1] = id
      granted[#granted + 1] = m.run
      scores[#scores + 1] = until_then
      scores[#scores + 1] = id
    end
  end
  if #claimed > 0 then
    redis.call('HSET', ITEMS, unpack(claimed))
    redis.call('ZADD', DUE, unpack(scores))
    redis.call('HSET', REPLICAS, 'request:' .. CALLER .. ':' .. lane, request, 'granted:' .. CALLER .. ':' .. lane,
      cmsgpack.pack(granted))
  end
  return claimed
end
