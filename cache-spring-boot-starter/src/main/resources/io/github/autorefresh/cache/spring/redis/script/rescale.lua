-- Scales what remains of the cache's own period, for a page of items in the order of their versions. Atomic per page; an
-- item that was synced, or scaled, since the tuning is left alone.
--
-- ARGV    the version since which, number of the tuning, factor
-- Returns the version up to which this page goes, or -1 if it was the last
local since, tuning, factor = ARGV[FIRST], tonumber(ARGV[FIRST + 1]), tonumber(ARGV[FIRST + 2])
local page = redis.call('ZRANGEBYSCORE', CHANGES, '(' .. since, '+inf', 'WITHSCORES', 'LIMIT', 0, MOST)
for i = 1, #page, 2 do
  local id = page[i]
  local fields = redis.call('HGET', ITEMS, id)
  local m = fields and unpacked(fields)
  -- The time until it is due, and what jumps of the stretched time have taken off it.
  local left = m and m.due - now + math.max(behind - m.behind, 0)
  if m and m.period == 0 and m.failures == 0 and m.claimed == 0 and m.tuning < tuning and is_by_clock(m) and left > 0 then
    m.tuning = tuning
    m.behind = math.min(m.behind, behind)
    m.due = stretched + math.floor(left * factor) + m.behind
    redis.call('HSET', ITEMS, id, packed(m))
    redis.call('ZADD', DUE, score_of(m), id)
  end
end
return finish({0, #page == 2 * MOST and page[#page] or '-1'})
