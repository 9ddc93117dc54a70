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

-- Stores what these calls leave in the bucket, counts them, and notes the caller's limit. Returns the calls per 1,000 seconds
-- of all replicas.
local function take(calls, tokens, limit, counted)
  local w = count_calls(counted, calls)
  redis.call('HSET', CONTROL, 'calls', cmsgpack.pack(w))
  if tokens then
    redis.call('HSET', CONTROL, 'tokens', string.format('%.17g', tokens - calls), 'refilled', now)
  end
  if limit > 0 then
    redis.call('HSET', CONTROL, 'limit', limit, 'limited', now)
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

-- Claims items of these fields under a lease for a request; returns id and fields of each.
local function claim_items(ids, present, lease, lane, request)
  local claimed, granted, scores = {}, {}, {}
  for i, id in ipairs(ids) do
    if present[i] then
      local m = unpacked(present[i])
      m.run = m.run + 1
      m.claimed = 1
      m.hastened = m.hastened > 0 and 2 or 0
      claimed[#claimed + 1] = id
      claimed[#claimed + 1] = packed(m)
      granted[#granted + 1] = id
      granted[#granted + 1] = m.run
      scores[#scores + 1] = now + lease
      scores[#scores + 1] = id
    else
      redis.call('ZREM', DUE, id)
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
