-- Comes before all else of a replica. Atomic: of several replicas, one begins the epoch, and settings that are stored
-- already win over the caller's.
--
-- ARGV    5 an epoch to begin if there is none, 6 the highest version known to the caller, 7 tps (0 unlimited), 8 burst,
--         9 period, 10 paused ('1' or '0'), as they are to be if nothing is stored
-- Returns epoch, 1 if it begins now, sequence, tps, burst, period, tuning, paused
local begun = redis.call('SET', EPOCH, ARGV[FIRST], 'NX') and 1 or 0
local known = tonumber(ARGV[FIRST + 1])
if known > sequence then
  sequence = known
end
if redis.call('HEXISTS', CONTROL, 'tps') == 0 then
  redis.call('HSET', CONTROL, 'tps', ARGV[FIRST + 2], 'burst', ARGV[FIRST + 3], 'period', ARGV[FIRST + 4], 'paused',
    ARGV[FIRST + 5])
  redis.call('HINCRBY', CONTROL, 'tuning', 1)
end
tick()
local held = redis.call('HMGET', CONTROL, 'tps', 'burst', 'period', 'tuning', 'paused')
return {redis.call('GET', EPOCH), begun, sequence, held[1], held[2], held[3], held[4], held[5] or '0'}
