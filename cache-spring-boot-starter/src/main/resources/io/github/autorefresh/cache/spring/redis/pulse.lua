-- Tells whether the store can be used, for writing too, and what holds. Atomic.
--
-- ARGV    5 '1' to publish a sign, for replicas that have heard nothing for a while
-- Returns sequence, items overdue, how late the first of them is, tps, burst, period, tuning, paused, and which Redis
-- process it is ('' if it does not tell)
local TYPES = {'string', 'hash', 'hash', 'hash', 'hash', 'zset', 'zset', 'zset', 'hash', 'zset', 'zset', 'hash'}
for i, key in ipairs(KEYS) do
  local type = redis.call('TYPE', key).ok
  if type ~= 'none' and type ~= TYPES[i] then
    return redis.error_reply('WRONGTYPE somebody else has made ' .. key .. ' a ' .. type)
  end
end
if ARGV[FIRST] == '1' then
  tell('P', '', '', '')
  publish()
end
tick()
local first = redis.call('ZRANGE', DUE, 0, 0, 'WITHSCORES')
local late = first[2] and math.max(0, now - first[2]) or 0
local told = redis.pcall('INFO', 'server')
local process = type(told) == 'string' and string.match(told, 'run_id:(%x+)') or ''
local held = redis.call('HMGET', CONTROL, 'tps', 'burst', 'period', 'tuning', 'paused')
return {sequence, late > 0 and redis.call('ZCOUNT', DUE, '-inf', now) or 0, late, held[1], held[2], held[3], held[4],
  held[5] or '0', process}
