-- Rests all syncing of the cluster, or no longer; a hold ends then, too. Atomic.
--
-- ARGV    '1' or '0'
-- Returns what holds then: see append_settings
redis.call('HSET', CONTROL, 'paused', ARGV[FIRST])
if ARGV[FIRST] == '1' then
  redis.call('HSET', CONTROL, 'rested', now)
else
  redis.call('HDEL', CONTROL, 'hold', 'calls')
  if tonumber(redis.call('HGET', CONTROL, 'refilled') or 0) > now then
    redis.call('HSET', CONTROL, 'refilled', now)
  end
end
redis.call('HINCRBY', CONTROL, 'tuning', 1)
tell('T', '', '', '')
local reply = {0}
append_settings(reply)
return finish(reply)
