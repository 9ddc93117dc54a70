-- An outage is over: makes due what failed in it, longest not synced first, for a page of what is failing; after the last page
-- it is over for all replicas. Atomic per page; doing it again changes nothing. The due times are within the second before the
-- end, in that order.
--
-- ARGV    cursor ('0' at first), when the outage ended (0 at first: now), how long before that it began, since when it was as
--         far as the caller knows: nothing is done about another one
-- Returns the next cursor ('0' if this was the last page), when it ended, how many items of this page failed in it, items
--         overdue now, how late the first of them is, now, 1 if another outage is on, else 0
local cursor, ended, since = ARGV[FIRST], tonumber(ARGV[FIRST + 1]), tonumber(ARGV[FIRST + 2])
local known = tonumber(ARGV[FIRST + 3])
local HOUR = 3600 * SECOND

local on = read_outage(redis.call('HGET', CONTROL, 'outage')).since
if known == 0 or on ~= known then
  local overdue, late = waiting()
  return {0, '0', now, 0, overdue, late, now, on > 0 and 1 or 0}
end
go_through_when_full()
if ended == 0 then
  ended = now
end
local page = redis.call('HSCAN', ERRORS, cursor, 'COUNT', MOST)
local ids = {}
for i = 1, #page[2], 2 do
  ids[#ids + 1] = page[2][i]
end

local failed, changed, scores = 0, {}, {}
for i, fields in ipairs(#ids > 0 and redis.call('HMGET', ITEMS, unpack(ids)) or {}) do
  local m = fields and unpacked(fields)
  if m and m.failures > 0 and m.failing >= ended - since then
    failed = failed + 1
    if score_of(m) > stretched then
      local age = ended - m.synced
      begin(m, ended - now - math.floor(SECOND * age / (age + HOUR)))
      changed[#changed + 1] = ids[i]
      changed[#changed + 1] = packed(m)
      if m.claimed == 0 then
        scores[#scores + 1] = score_of(m)
        scores[#scores + 1] = ids[i]
      end
    end
  end
end
if #changed > 0 then
  redis.call('HSET', ITEMS, unpack(changed))
end
if #scores > 0 then
  redis.call('ZADD', DUE, unpack(scores))
end

local overdue, late = waiting()
if page[1] == '0' then
  redis.call('HDEL', CONTROL, 'outage', 'cause')
  redis.call('HSET', CONTROL, 'tokens', 0, 'refilled', now) -- the rate rises from a low one
  tell('O', '', '', '')
  tell('W', '', '', '')
end
return finish({0, page[1], ended, failed, overdue, late, now, 0})
