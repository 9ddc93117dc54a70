-- Puts the outcomes of claimed items into effect and ends their claims, but for those that are held. Atomic, and fenced item
-- by item: an outcome counts only if the item's generation and claim are still those that were given out. One that arrives
-- twice counts once.
--
-- ARGV    retention of terminal items, items per call, how long a call may take (0: outages are not looked for); then for
--         each item its id, a head, and a body
--         head: generation, period, delay until it is due, run, failures, outcome, 1 if the claim goes on, 1 if a handler
--         wants the new state (2: the caller has none; what is terminal is wanted while any replica is known to have one);
--         and, of a success of a caller whose cadence is learned, what it has planned
--         body: the new state (U), the error (F), or nothing
-- Returns for each item its fields now, or '' if the outcome was refused
local HEAD = '<dddI4I4c1BB'

-- The history of an item: when its state changed last, and what was planned, as the caller has packed it (<fB): the interval
-- in multiples of the cache's period, and how many syncs by the clock in a row have found a change. A state is as old as the
-- item until a sync has found another: that came about in the middle of the interval.
local CHANGED = '<d'

local function history_of(m, is_updated, planned)
  local changed = m.created
  if is_updated then
    changed = math.floor(((m.synced > 0 and m.synced or m.created) + now) / 2)
  elseif m.history ~= '' then
    changed = struct.unpack(CHANGED, m.history)
  end
  return struct.pack(CHANGED, changed) .. planned
end

local retention, batch, patience = tonumber(ARGV[FIRST]), tonumber(ARGV[FIRST + 1]), tonumber(ARGV[FIRST + 2])
local c = redis.call('HMGET', CONTROL, 'tuning', 'failures', 'outage', 'handler')
local tuning = tonumber(c[1] or 0)
local handled = now < tonumber(c[4] or 0)
local reply = {0}
go_through_when_full()

local ids = {}
for i = FIRST + 3, #ARGV, 3 do
  ids[#ids + 1] = ARGV[i]
end
local present = redis.call('HMGET', ITEMS, unpack(ids))
local changed, due = {}, {}
local succeeded, failed, newly, cause = false, 0, 0, nil -- since the last success

for n, id in ipairs(ids) do
  local head, body = ARGV[FIRST + 3 * n + 1], ARGV[FIRST + 3 * n + 2]
  local generation, period, delay, run, failures, outcome, goes_on, wanted, rest = struct.unpack(HEAD, head)
  local m = present[n] and unpacked(present[n])
  if not m or m.generation ~= generation or m.run ~= run then
    reply[n + 1] = ''
  elseif m.claimed == 0 then
    reply[n + 1] = present[n]
  elseif outcome == 'D' then
    remove(id, m, 'G')
    reply[n + 1] = packed(m)
    succeeded, failed, newly = true, 0, 0
  else
    local failed_before = m.failures > 0
    m.failures = failures
    m.hastened = m.hastened == 1 and 1 or 0
    m.tuning = tuning
    m.due = now + delay
    if outcome ~= 'F' then -- its interval began when it was claimed, but is not over before now
      m.due = math.max(m.due, stretched + m.behind)
      m.history = #head >= rest and history_of(m, outcome == 'U', string.sub(head, rest)) or ''
      m.synced = math.max(now, m.synced + 1) -- time may stand still: no two syncs of an item are equally late
      m.period = period
      m.failing = 0
    else
      m.behind = behind
      m.failing = failed_before and m.failing or now
    end
    if outcome == 'U' then
      m.version = next_version()
      redis.call('HSET', STATES, id, body)
      redis.call('ZADD', CHANGES, m.version, id)
      if wanted == 1 or wanted == 2 and handled and period == TERMINAL then
        mark(id, m)
      end
    end
    if outcome == 'F' then
      redis.call('HSET', ERRORS, id, body)
      failed, newly, cause = failed + 1, newly + (failed_before and 0 or 1), body
    else
      if failed_before then
        redis.call('HDEL', ERRORS, id)
      end
      succeeded, failed, newly = true, 0, 0
    end
    if m.period == TERMINAL then
      m.due, m.behind = now + retention, 0
    end
    if goes_on == 0 then
      m.claimed = 0
      if m.period == TERMINAL then
        schedule(id, m, retention)
      else
        if m.hastened == 1 then
          begin(m, 0)
        end
        due[#due + 1] = score_of(m)
        due[#due + 1] = id
      end
    end
    local fields = packed(m)
    changed[#changed + 1] = id
    changed[#changed + 1] = fields
    reply[n + 1] = fields
    tell(outcome, id, fields, body)
  end
end

if #changed > 0 then
  redis.call('HSET', ITEMS, unpack(changed))
end
if #due > 0 then
  redis.call('ZADD', DUE, unpack(due))
end
ended = now
count({succeeded = succeeded, calls = math.ceil(failed / batch), syncs = failed, newly = newly, cause = cause}, c[2], c[3],
  patience)
return finish(reply)
