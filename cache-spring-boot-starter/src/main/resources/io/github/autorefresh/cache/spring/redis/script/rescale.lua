-- Scales what remains of the cache's own period to the one that holds now, for a page of items in the order of their versions.
-- Atomic per page. An item is scaled by the ratio of that period to the one for which its due time is, and once only: so any
-- replica may do this, at any time and at once with others, whoever has changed the period and how often.
--
-- ARGV    the version since which
-- Returns the version up to which this page goes, or -1 if it was the last
local since = ARGV[FIRST]
local tuning = tonumber(redis.call('HGET', CONTROL, 'tuning') or 0)
local periods = known_periods()

local function ratio_of(m)
  return #periods > 0 and periods[1].period / period_after(periods, m.tuning) or 1
end

local page = redis.call('ZRANGEBYSCORE', CHANGES, '(' .. since, '+inf', 'WITHSCORES', 'LIMIT', 0, MOST)
for i = 1, #page, 2 do
  local id = page[i]
  local fields = redis.call('HGET', ITEMS, id)
  local m = fields and unpacked(fields)
  -- The time until it is due, and what jumps of the stretched time have taken off it.
  local left = m and m.due - now + math.max(behind - m.behind, 0)
  local ratio = m and ratio_of(m)
  if m and m.period == 0 and m.failures == 0 and m.claimed == 0 and is_by_clock(m) and left > 0 and ratio ~= 1 then
    m.tuning = tuning
    m.behind = math.min(m.behind, behind)
    m.due = stretched + math.floor(left * ratio) + m.behind
    redis.call('HSET', ITEMS, id, packed(m))
    redis.call('ZADD', DUE, score_of(m), id)
  end
end
return finish({0, #page == 2 * MOST and page[#page] or '-1'})
