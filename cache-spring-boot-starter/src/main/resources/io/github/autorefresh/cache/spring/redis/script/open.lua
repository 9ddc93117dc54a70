-- Comes before all else of a replica, and again when an epoch has ended. Atomic: of several replicas, one begins the epoch,
-- and settings that are stored already win over the caller's.
--
-- An epoch is one life of what is stored. One that follows an earlier one grants nothing before its opening time, in which
-- replicas put back what they know; and its numbers begin so much further on that they are later than any of the one before.
--
-- ARGV    the epoch known to the caller ('' none), an epoch to begin if need be, '1' to give the known one up, the lineage
--         of the known one (the last seen first, commas between), the highest version, the shift of the clock, and a moment
--         of it that has passed, as far as the caller knows; then tps (0 unlimited), burst, period and paused ('1' or '0'),
--         as they are to be if nothing is stored, and the number of the tuning that they came with; for how long from now on
--         a handler is known, as far as the caller knows
-- Returns 'J' joined, 'B' begun or 'F' foreign (nothing is changed then), epoch, lineage, sequence, microseconds until it
--         opens, shift, tps, burst, period, tuning, paused
local OPENING = 3 * 1000000
local AHEAD = 1048576
local LINEAGE = 16

-- Numbers of tunings, too, are later in a new epoch than any before, which items have that were not lost. They are packed in
-- four bytes, so they are not that far ahead.
local TUNINGS_AHEAD = 1024

local known, fresh, given_up, lineage = ARGV[FIRST], ARGV[FIRST + 1], ARGV[FIRST + 2], ARGV[FIRST + 3]
local known_version, known_shift, known_now = tonumber(ARGV[FIRST + 4]), tonumber(ARGV[FIRST + 5]), tonumber(ARGV[FIRST + 6])

local function listed(epochs)
  local list = {}
  for epoch in string.gmatch(epochs, '[^,]+') do
    list[#list + 1] = epoch
  end
  return list
end

local function contains(list, wanted)
  for _, epoch in ipairs(list) do
    if epoch == wanted then
      return true
    end
  end
  return false
end

local current = held[2]
local mine = listed(known .. ',' .. lineage)
local theirs = listed((current or '') .. ','
  .. (redis.call('HGET', CONTROL, 'lineage') or redis.call('HGET', REPLICAS, 'lineage') or ''))
local shared = #mine == 0 or #theirs == 0
for _, epoch in ipairs(mine) do
  shared = shared or contains(theirs, epoch)
end
local empty = redis.call('HLEN', ITEMS) == 0

-- Times go on from where anybody knows them to have been: the clock may have been set back in what was lost.
local function forward(micros)
  if micros > 0 then
    now, shift = now + micros, shift + micros
  end
end

local begins
if not current then
  begins = shared or empty
elseif known == '' or contains(theirs, known) then
  begins = known == current and given_up == '1'
elseif contains(mine, current) then
  begins = true -- Redis has fallen back to an earlier epoch
else
  begins = not shared and empty
end
if not shared and not begins then
  return {0, 'F', current or theirs[1] or ''}
end

if begins then
  -- Those that were just seen come first: a snapshot that Redis falls back to again and again must stay known.
  local ended = {}
  for _, list in ipairs({listed(known .. ',' .. (current or '')), mine, theirs}) do
    for _, epoch in ipairs(list) do
      if #ended < LINEAGE and not contains(ended, epoch) then
        ended[#ended + 1] = epoch
      end
    end
  end
  for _, key in ipairs({CHANGES, REMOVALS}) do
    sequence = math.max(sequence, tonumber(redis.call('ZRANGE', key, -1, -1, 'WITHSCORES')[2] or 0))
  end
  sequence = math.max(sequence, known_version)
  local opens = 0
  if #ended > 0 then
    sequence = sequence + AHEAD
    forward(known_shift - shift)
    forward(known_now - now)
    opens = now + OPENING
    local tuning = math.max(tonumber(redis.call('HGET', CONTROL, 'tuning') or 0), tonumber(ARGV[FIRST + 11]))
    redis.call('HSET', CONTROL, 'tuning', tuning + TUNINGS_AHEAD)
  end
  redis.call('HSET', CONTROL, 'layout', ARGV[1], 'epoch', fresh, 'lineage', table.concat(ended, ','), 'opens', opens,
    'rested', now, 'checked', #ended == 0 and 1 or 0, 'first', sequence)
  current = fresh
elseif #mine > 0 then
  sequence = math.max(sequence, known_version)
  forward(known_now - now)
end
if redis.call('HEXISTS', CONTROL, 'tps') == 0 then
  redis.call('HSET', CONTROL, 'tps', ARGV[FIRST + 7], 'burst', ARGV[FIRST + 8], 'period', ARGV[FIRST + 9], 'paused',
    ARGV[FIRST + 10])
  redis.call('HINCRBY', CONTROL, 'tuning', 1)
end
local handler = tonumber(redis.call('HGET', CONTROL, 'handler') or 0)
redis.call('HSET', CONTROL, 'handler', math.max(handler, now + tonumber(ARGV[FIRST + 12])))
local c = redis.call('HMGET', CONTROL, 'lineage', 'opens', 'tps', 'burst', 'period', 'tuning', 'paused')
redis.call('HSET', REPLICAS, 'lineage', current .. ',' .. c[1])
return finish({0, begins and 'B' or 'J', current, c[1], sequence, math.max(0, tonumber(c[2] or 0) - now), shift, c[3],
  c[4], c[5], c[6], c[7] or '0'})
