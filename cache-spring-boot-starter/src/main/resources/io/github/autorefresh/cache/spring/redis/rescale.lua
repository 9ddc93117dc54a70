-- Scales what remains of the cache's own period, for a page of items in the order of their versions. Atomic per page; an
-- item that was synced, or scaled, since the tuning is left alone.
--
-- ARGV    5 the version since which, 6 number of the tuning, 7 factor
-- Returns the version up to which this page goes, or -1 if it was the last
local since, tuning, factor = ARGV[FIRST], tonumber(ARGV[FIRST + 1]), tonumber(ARGV[FIRST + 2])
local page = redis.call('ZRANGEBYSCORE', CHANGES, '(' .. since, '+inf', 'WITHSCORES', 'LIMIT', 0, MOST)
for i = 1, #page, 2 do
  local id = page[i]
  local meta = redis.call('HGET', META, id)
  local m = meta and unpacked(meta)
  if m and m.period == 0 and m.failures == 0 and m.claimed == 0 and m.tuning < tuning and m.due > now then
    m.tuning = tuning
    m.due = now + math.floor((m.due - now) * factor)
    redis.call('HSET', META, id, packed(m))
    redis.call('ZADD', DUE, m.due, id)
  end
end
tick()
return {#page == 2 * MOST and page[#page] or '-1'}
