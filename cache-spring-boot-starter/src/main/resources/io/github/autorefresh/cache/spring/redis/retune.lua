-- Changes the settings of the whole cluster, and clamps the bucket to the new burst. Atomic.
--
-- ARGV    5 tps (0 unlimited), 6 burst, 7 period
-- Returns the number of the tuning
local tps, burst = tonumber(ARGV[FIRST]), tonumber(ARGV[FIRST + 1])
local control = redis.call('HMGET', CONTROL, 'tps', 'burst', 'tokens', 'refilled')
local tokens = burst
if tonumber(control[1] or 0) > 0 and control[3] then
  tokens = tonumber(control[3]) + (now - tonumber(control[4])) * tonumber(control[1]) / 1000000
  tokens = math.min(tokens, tonumber(control[2]), burst)
end
redis.call('HSET', CONTROL, 'tps', ARGV[FIRST], 'burst', ARGV[FIRST + 1], 'period', ARGV[FIRST + 2], 'tokens',
  string.format('%.17g', tokens), 'refilled', now)
local tuning = redis.call('HINCRBY', CONTROL, 'tuning', 1)
tell('T', '', '', '')
tick()
publish()
return {tuning}
