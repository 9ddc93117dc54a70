-- What has changed since a version: items in their present state, and removals. Called again from where it ended, it
-- reads all in pages; from 0, it reads every item. Atomic, reads only.
--
-- ARGV    5 the version since which, 6 most entries; removals take at most half of them
-- Returns the sequence number, the version up to which removals are forgotten, the version up to which this page goes,
--         1 if there is more; then for each removal id, meta with its cause before it, nil, nil, and for each item id,
--         meta, data, error
local since, most = tonumber(ARGV[FIRST]), math.min(tonumber(ARGV[FIRST + 1]), MOST)
local function page(key, most)
  return redis.call('ZRANGEBYSCORE', key, '(' .. string.format('%.0f', since), '+inf', 'WITHSCORES', 'LIMIT', 0, most)
end
local removals = page(GRAVES, math.ceil(most / 2))
local room = most - #removals / 2
local items = page(CHANGES, room)
local upto, more = sequence, 0
for found, most in pairs({[removals] = math.ceil(most / 2), [items] = room}) do
  if #found == 2 * most then
    upto = math.min(upto, tonumber(found[#found]))
    more = 1
  end
end
local reply = {sequence, tonumber(redis.call('HGET', CONTROL, 'forgotten') or 0), upto, more}
local function within(found)
  local ids = {}
  for i = 1, #found, 2 do
    if tonumber(found[i + 1]) <= upto then
      ids[#ids + 1] = found[i]
    end
  end
  return ids
end
local function add(ids, key, data, errors)
  if #ids == 0 then
    return
  end
  local metas = redis.call('HMGET', key, unpack(ids))
  local states = data and redis.call('HMGET', data, unpack(ids))
  local reasons = errors and redis.call('HMGET', errors, unpack(ids))
  for i, id in ipairs(ids) do
    local n = #reply
    reply[n + 1] = id
    reply[n + 2] = metas[i] or ''
    reply[n + 3] = states and states[i] or ''
    reply[n + 4] = reasons and reasons[i] or ''
  end
end
add(within(removals), GONE)
add(within(items), META, DATA, ERRORS)
return reply
