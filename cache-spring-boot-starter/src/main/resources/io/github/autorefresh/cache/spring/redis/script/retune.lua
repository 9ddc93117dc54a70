-- Changes the settings of the whole cluster, and clamps the bucket to the new burst. Atomic.
--
-- ARGV    tps (0 unlimited), burst, period
-- Returns the period before, and what holds then: see append_settings
local tps, burst, period = tonumber(ARGV[FIRST]), tonumber(ARGV[FIRST + 1]), tonumber(ARGV[FIRST + 2])
local c = redis.call('HMGET', CONTROL, 'tps', 'burst', 'tokens', 'refilled', 'period', 'tuning')
local tokens, refilled = burst, math.max(now, tonumber(c[4] or now)) -- later: when a hold ends
if tonumber(c[1] or 0) > 0 and c[3] then
  tokens = tonumber(c[3]) + math.max(0, now - tonumber(c[4])) * tonumber(c[1]) / 1000000
  tokens = math.min(tokens, tonumber(c[2]), burst)
end
redis.call('HSET', CONTROL, 'tps', ARGV[FIRST], 'burst', ARGV[FIRST + 1], 'period', ARGV[FIRST + 2], 'tokens',
  string.format('%.17g', tokens), 'refilled', refilled)
local tuning = redis.call('HINCRBY', CONTROL, 'tuning', 1)
local before = tonumber(c[5])
if period ~= before then
  local periods = known_periods()
  if #periods == 0 then
    periods[1] = {tuning = tonumber(c[6]), period = before}
  end
  table.insert(periods, 1, {tuning = tuning, period = period})
  keep_periods(periods)
end
tell('T', '', '', '')
local reply = {0, c[5]}
append_settings(reply)
return finish(reply)
