-- What has changed since a version: items in their present state, and removals. Called again from where it ended, it
-- reads all in pages of 256 entries or a mebibyte; from 0, it reads every item. Atomic, reads only.
--
-- ARGV    the version since which
-- Returns the sequence number, the version up to which removals are forgotten, the version up to which this page goes, 1 if
--         there is more, the number of removals; then for each removal id, and fields with the cause before them, and for
--         each item id, fields, state, error
local since = tonumber(ARGV[FIRST])
local function page(key, most)
  return redis.call('ZRANGEBYSCORE', key, '(' .. string.format('%.0f', since), '+inf', 'WITHSCORES', 'LIMIT', 0, most)
end
local removals = page(REMOVALS, MOST / 2)
local room = MOST - #removals / 2
local items = page(CHANGES, room)
local upto, more = sequence, 0
for found, most in pairs({[removals] = MOST / 2, [items] = room}) do
  if #found == 2 * most then
    upto = math.min(upto, tonumber(found[#found]))
    more = 1
  end
end
local bytes = 0
for i = 1, #items, 2 do
  bytes = bytes + redis.call('HSTRLEN', STATES, items[i]) + redis.call('HSTRLEN', ERRORS, items[i])
  if i > 1 and bytes > MOST_BYTES then
    upto = math.min(upto, tonumber(items[i - 1]))
    more = 1
    break
  end
end
local function within(found)
  local ids = {}
  for i = 1, #found, 2 do
    if tonumber(found[i + 1]) <= upto then
      ids[#ids + 1] = found[i]
    end
  end
  return ids
end
local gone, there = within(removals), within(items)
local reply = {0, sequence, tonumber(redis.call('HGET', CONTROL, 'forgotten') or 0), upto, more, #gone}
if #gone > 0 then
  for i, tombstone in ipairs(redis.call('HMGET', TOMBSTONES, unpack(gone))) do
    reply[#reply + 1] = gone[i]
    reply[#reply + 1] = tombstone or ''
  end
end
if #there > 0 then
  local fields = redis.call('HMGET', ITEMS, unpack(there))
  local states = redis.call('HMGET', STATES, unpack(there))
  local errors = redis.call('HMGET', ERRORS, unpack(there))
  for i, id in ipairs(there) do
    local n = #reply
    if fields[i] then -- else it was lost, and will be put back
      reply[n + 1] = id
      reply[n + 2] = fields[i]
      reply[n + 3] = states[i] or ''
      reply[n + 4] = errors[i] or ''
    end
  end
end
return reply
