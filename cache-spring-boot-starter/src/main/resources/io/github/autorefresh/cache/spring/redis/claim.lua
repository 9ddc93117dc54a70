-- Refills the bucket, grants permits, and claims as many due items under a lease. Atomic: an item is claimed once, and a
-- permit is used once. A lease that has run out is due as well.
--
-- ARGV    5 lease, 6 items wanted, 7 items per permit
-- Returns items claimed, microseconds until there may be more (-1 unknown), items overdue now, how late the first of them
--         is, then id and meta of each item claimed
local lease, wanted, batch = tonumber(ARGV[FIRST]), math.min(tonumber(ARGV[FIRST + 1]), MOST), tonumber(ARGV[FIRST + 2])

-- What wakes up late by no more than this loses nothing of the rate: the resolution that the limit is kept to.
local SLACK = 1000

-- Permits are not worth a round trip one by one: where they are scarce, as many are waited for as come in this time, but
-- for no more than can be used, or than half of what the bucket holds.
local NAP = 5000

local control = redis.call('HMGET', CONTROL, 'tps', 'burst', 'paused', 'tokens', 'refilled')
local tps, burst = tonumber(control[1]), tonumber(control[2])
if control[3] == '1' then
  return {0, -1, redis.call('ZCOUNT', DUE, '-inf', now), 0}
end

local ids = redis.call('ZRANGEBYSCORE', DUE, '-inf', now, 'LIMIT', 0, wanted)
local tokens, several
if tps > 0 then
  local most = burst + tps * SLACK / 1000000
  tokens = tonumber(control[4] or burst)
  tokens = math.min(most, tokens + (now - tonumber(control[5] or now)) * tps / 1000000)
  several = math.max(1, math.floor(math.min(math.ceil(#ids / batch), burst / 2, tps * NAP / 1000000)))
  local granted = tokens >= several and math.floor(tokens) * batch or 0
  for i = #ids, granted + 1, -1 do
    ids[i] = nil
  end
end

local claimed, metas, scores = {}, {}, {}
if #ids > 0 then
  local found = redis.call('HMGET', META, unpack(ids))
  for i, id in ipairs(ids) do
    if found[i] then
      local m = unpacked(found[i])
      m.run = m.run + 1
      m.claimed = 1
      local meta = packed(m)
      claimed[#claimed + 1] = id
      claimed[#claimed + 1] = meta
      metas[#metas + 1] = id
      metas[#metas + 1] = meta
      scores[#scores + 1] = now + lease
      scores[#scores + 1] = id
    else
      redis.call('ZREM', DUE, id)
    end
  end
end
if #metas > 0 then
  redis.call('HSET', META, unpack(metas))
  redis.call('ZADD', DUE, unpack(scores))
  if tps > 0 then
    tokens = tokens - math.ceil(#metas / 2 / batch)
    redis.call('HSET', CONTROL, 'tokens', string.format('%.17g', tokens), 'refilled', now)
  end
  tick()
end

local wait, lag = -1, 0
local first = redis.call('ZRANGE', DUE, 0, 0, 'WITHSCORES')
if first[2] then
  wait = math.max(0, math.ceil(first[2] - now))
  lag = math.max(0, now - first[2])
end
if wait >= 0 and tps > 0 and tokens < several then
  wait = math.max(wait, math.ceil((several - tokens) * 1000000 / tps))
end
local reply = {#metas / 2, wait, lag > 0 and redis.call('ZCOUNT', DUE, '-inf', now) or 0, lag}
for i = 1, #claimed do
  reply[4 + i] = claimed[i]
end
return reply
