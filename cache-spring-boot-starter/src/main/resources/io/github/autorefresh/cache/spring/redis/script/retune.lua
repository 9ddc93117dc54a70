-- Changes the settings of the whole cluster, and clamps the bucket to the new burst. Atomic.
--
-- ARGV    tps (0 unlimited), burst, period
-- Returns what holds then: see append_settings
local tps, burst = tonumber(ARGV[FIRST]), tonumber(ARGV[FIRST + 1])
local c = redis.call('HMGET', CONTROL, 'tps', 'burst', 'tokens', 'refilled')
local tokens, refilled = burst, math.max(now, tonumber(c[4] or now)) -- later: when a hold ends
if tonumber(c[1] or 0) > 0 and c[3] then
  tokens = tonumber(c[3]) + math.max(0, now - tonumber(c[4])) * tonumber(c[1]) / 1000000
  tokens = math.min(tokens, tonumber(c[2]), burst)
end
redis.call('HSET', CONTROL, 'tps', ARGV[FIRST], 'burst', ARGV[FIRST + 1], 'period', ARGV[FIRST + 2], 'tokens',
  string.format('%.17g', tokens), 'refilled', refilled)
redis.call('HINCRBY', CONTROL, 'tuning', 1)
tell('T', '', '', '')
local reply = {0}
append_settings(reply)
return finish(reply)
