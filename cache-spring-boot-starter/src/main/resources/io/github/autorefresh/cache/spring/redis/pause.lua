-- Holds all syncing of the cluster, or no longer. Atomic.
--
-- ARGV    5 '1' or '0'
-- Returns nothing
redis.call('HSET', CONTROL, 'paused', ARGV[FIRST])
redis.call('HINCRBY', CONTROL, 'tuning', 1)
tell('T', '', '', '')
tick()
publish()
return {}
