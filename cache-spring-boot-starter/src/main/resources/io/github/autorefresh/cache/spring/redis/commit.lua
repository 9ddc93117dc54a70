-- Puts the verdicts of a run into effect and ends its claims, but for those that are held. Atomic, and fenced item by
-- item: a verdict counts only if the item's generation and claim are still those that were given out. One that arrives
-- twice counts once.
--
-- ARGV    5 retention of terminal items; then for each item its id, a head, and a body
--         head: generation, period, delay until it is due, run, failures, outcome, 1 if the claim goes on
--         body: the new state (U), the error (F), or nothing
-- Returns for each item its meta now, or nil if the verdict was refused
local HEAD = '<dddI4I4c1B'
local retention = tonumber(ARGV[FIRST])
local tuning = tonumber(redis.call('HGET', CONTROL, 'tuning') or 0)
local reply = {}

local ids = {}
for i = FIRST + 1, #ARGV, 3 do
  ids[#ids + 1] = ARGV[i]
end
local found = redis.call('HMGET', META, unpack(ids))
local metas, due = {}, {}

for n, id in ipairs(ids) do
  local generation, period, delay, run, failures, outcome, held = struct.unpack(HEAD, ARGV[FIRST + 3 * n - 1])
  local body = ARGV[FIRST + 3 * n]
  local m = found[n] and unpacked(found[n])
  if not m or m.generation ~= generation or m.run ~= run then
    reply[n] = false
  elseif m.claimed == 0 then
    reply[n] = found[n]
  elseif outcome == 'D' then
    remove(id, m, 'G')
    reply[n] = packed(m)
  else
    local failed_before = m.failures > 0
    m.failures = failures
    m.tuning = tuning
    m.due = now + delay
    if outcome ~= 'F' then
      m.synced = now
      m.period = period
    end
    if outcome == 'U' then
      m.version = next_version()
      redis.call('HSET', DATA, id, body)
      redis.call('ZADD', CHANGES, m.version, id)
    end
    if outcome == 'F' then
      redis.call('HSET', ERRORS, id, body)
    elseif failed_before then
      redis.call('HDEL', ERRORS, id)
    end
    if held == 0 then
      m.claimed = 0
      if m.hastened == 1 then
        m.hastened = 0
        m.due = now
      end
      if m.period == TERMINAL then
        m.due = now + retention
        redis.call('ZREM', DUE, id)
        redis.call('ZADD', REST, m.due, id)
      else
        due[#due + 1] = m.due
        due[#due + 1] = id
      end
    end
    local meta = packed(m)
    metas[#metas + 1] = id
    metas[#metas + 1] = meta
    reply[n] = meta
    tell(outcome, id, meta, body)
  end
end

if #metas > 0 then
  redis.call('HSET', META, unpack(metas))
end
if #due > 0 then
  redis.call('ZADD', DUE, unpack(due))
end
tick()
publish()
return reply
