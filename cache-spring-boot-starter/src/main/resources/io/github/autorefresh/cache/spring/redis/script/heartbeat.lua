-- Tells whether the store can be used, for writing too, and what holds. Atomic.
--
-- ARGV    '1' to publish a sign, for replicas that have heard nothing for a while; for how long from now on a handler is known,
--         if the caller has one, else 0; items per second that are demanded, as for claim.lua
-- Returns sequence, items overdue, how late the first of them is, what is missing ('' if all sizes agree), 1 if nobody has
--         checked the indexes since this epoch opened, now, shift, microseconds that a hold lasts (-1
--         not known yet); of an outage: since when (0 none, -1 not known yet), early tries, probes, when the last began,
--         1 if that is for any item, 1 if it is under way, the cause; then tps, burst, period, tuning, paused; for how long a handler is
--         known, and how many marks could be claimed; by how much the stretched time is behind, and the stretch
local function size(command, key)
  local answer = redis.pcall(command, key)
  return type(answer) == 'number' and answer or -1
end
local items, due = size('HLEN', ITEMS), size('ZCARD', DUE)
local unhandled = redis.pcall('ZCOUNT', TERMINAL_ITEMS, UNHANDLED, '+inf')
unhandled = type(unhandled) == 'number' and unhandled or 0
local sizes = {
  {ITEMS, items, items}, {DUE, due, due}, {TERMINAL_ITEMS, size('ZCARD', TERMINAL_ITEMS), items - due},
  {STATES, size('HLEN', STATES), items}, {CHANGES, size('ZCARD', CHANGES), items},
  {TOMBSTONES, size('HLEN', TOMBSTONES), size('ZCARD', REMOVALS)},
  {REMOVALS, size('ZCARD', REMOVALS), size('HLEN', TOMBSTONES)},
  {RESERVATIONS, size('ZCARD', RESERVATIONS), size('HLEN', TOKENS)},
  {TOKENS, size('HLEN', TOKENS), size('ZCARD', RESERVATIONS)},
  {MARKS, size('ZCARD', MARKS), math.max(size('ZCARD', MARKS), unhandled)},
  {HANDLING, size('HLEN', HANDLING), size('HLEN', HANDLING)}, {ERRORS, size('HLEN', ERRORS), 0}}
local missing = ''
for _, check in ipairs(sizes) do
  if check[2] == -1 then
    return redis.error_reply('WRONGTYPE somebody else has overwritten ' .. check[1])
  elseif check[2] ~= check[3] and check[1] ~= ERRORS and missing == '' then
    missing = check[1] .. ' has ' .. check[2] .. ' entries and not ' .. check[3]
  end
end

local c = redis.call('HMGET', CONTROL, 'opens', 'checked', 'tps', 'burst', 'period', 'tuning', 'paused', 'swept', 'hold',
  'outage', 'cause', 'handler', 'lacking')
local unchecked = c[2] ~= '1'
if unchecked then
  missing = '' -- what is missing is about to be put back
elseif missing == '' and c[13] and c[13] == held[2] then
  missing = 'what was put back was lost again'
end

-- Replicas that have not been seen for a day are forgotten.
local DAY = 86400 * 1000000
redis.call('HSET', REPLICAS, 'seen:' .. CALLER, now)
if now - tonumber(c[8] or 0) > DAY / 24 then
  redis.call('HSET', CONTROL, 'swept', now)
  for name, age in pairs(ages_of_replicas()) do
    if age > DAY then
      redis.call('HDEL', REPLICAS, 'seen:' .. name, 'counter:' .. name, 'request:' .. name .. ':0', 'granted:' .. name .. ':0',
        'request:' .. name .. ':1', 'granted:' .. name .. ':1', 'marks:' .. name, 'abandoned:' .. name)
    end
  end
end

local handler = math.max(tonumber(c[12] or 0), now + tonumber(ARGV[FIRST + 1]))
if handler > now then
  redis.call('HSET', CONTROL, 'handler', handler)
end
if ARGV[FIRST] == '1' then
  tell('P', '', '', '')
end
demanded(tonumber(ARGV[FIRST + 2]))
local overdue, late = waiting()
local outage = read_outage(c[10])
local held = math.max(0, tonumber(c[9] or 0) - now)
if now < tonumber(c[1] or 0) then -- who knows of one may be about to put it back
  outage.since = outage.since > 0 and outage.since or -1
  held = held > 0 and held or -1
end
return finish({0, sequence, overdue, late, missing,
  unchecked and now >= tonumber(c[1] or 0) and 1 or 0, now, shift, held,
  outage.since, outage.early, outage.probes, outage.probed, outage.any, is_probed(outage) and 1 or 0, c[11] or '',
  c[3], c[4], c[5], c[6], c[7] or '0',
  math.max(0, handler - now), redis.call('ZCOUNT', MARKS, '-inf', now), behind,
  string.format('%.9g', stretch)})
