-- Comes before all else of a replica. Atomic: of several replicas, one begins the epoch; the settings that hold are read
-- and written in one step.
--
-- ARGV    5 an epoch to begin if there is none, 6 the highest version known to the caller, 7 tps (0 unlimited), 8 burst,
--         9 period, as configured here
-- Returns epoch, 1 if it begins now, sequence, tps, burst, period, tuning, paused, 1 if somebody has retuned
local begun = redis.call('SET', EPOCH, ARGV[FIRST], 'NX') and 1 or 0
local known = tonumber(ARGV[FIRST + 1])
if known > sequence then
  sequence = known
end
local set = redis.call('HMGET', CONTROL, 'tps', 'burst', 'period', 'retuned')
local tps, burst, period = ARGV[FIRST + 2], ARGV[FIRST + 3], ARGV[FIRST + 4]
local differs = set[1] ~= tps or set[2] ~= burst or set[3] ~= period
if differs and set[4] ~= '1' then
  redis.call('HSET', CONTROL, 'tps', tps, 'burst', burst, 'period', period)
  redis.call('HINCRBY', CONTROL, 'tuning', 1)
  if set[1] then
    tell('T', '', '', '')
  end
end
tick()
publish()
local held = redis.call('HMGET', CONTROL, 'tps', 'burst', 'period', 'tuning', 'paused', 'retuned')
return {redis.call('GET', EPOCH), begun, sequence, held[1], held[2], held[3], held[4], held[5] or '0', held[6] or '0'}
