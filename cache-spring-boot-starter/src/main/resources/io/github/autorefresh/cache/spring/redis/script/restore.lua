-- Puts back what a replica knows and Redis has lost: items with their marks, removals, claims, reservations, calls of the
-- handler, an outage and a hold. Atomic; doing it again changes nothing. Of two generations of an item the later one stands,
-- unless it was removed; of two states of one generation the terminal one, whose claims are over, then the one that was
-- synced later, then the one of the higher version. Versions say nothing of marks, since what is put back is numbered anew.
-- One and the same state never gets its mark back once it was handled: if somebody knows it without a mark, it has none. Of
-- two states of a generation a mark stays. Of two outages the later one stands, and what is known of it after the most
-- probes; of two holds the longer one.
--
-- ARGV    lease, retention of terminal items, the version up to which the caller has seen all changes; then four of each
--         'I' an item: id, fields, state; 'R' a removal: id, fields with the cause before them, ''
--         'C' a claim of the caller: id, generation, run; 'T' a reservation of the caller: id, token, ''
--         'H' a call of the caller's handler: id, token, ''
--         'O' an outage that goes on: the text of its cause; since, early, probes, probed and any, commas between; ''
--         'L' a hold: '', for how long from now on, ''
--         'S' a stretch: '', by how much the stretched time was behind, the stretch; of several the greatest stands
-- Returns how many items were absent, then 1 or 0 for each claim and reservation: whether it is the caller's from now on
local lease, retention, seen = tonumber(ARGV[FIRST]), tonumber(ARGV[FIRST + 1]), tonumber(ARGV[FIRST + 2])
local forgotten = tonumber(redis.call('HGET', CONTROL, 'forgotten') or 0)
local tuning = tonumber(redis.call('HGET', CONTROL, 'tuning') or 0)
local reply = {0, 0}

local function wins(m, present)
  if m.generation ~= present.generation then
    return m.generation > present.generation
  end
  if (m.period == TERMINAL) ~= (present.period == TERMINAL) then
    return m.period == TERMINAL
  end
  if m.synced ~= present.synced then
    return m.synced > present.synced
  end
  return m.version > present.version
end

local function is_same_state(m, present)
  return m.generation == present.generation and m.synced == present.synced
    and (m.period == TERMINAL) == (present.period == TERMINAL)
end

local function put(kind, id, m, state)
  if m.marked > 0 then
    redis.call('ZADD', MARKS, 'NX', now, id)
  end
  m.version = next_version()
  redis.call('HSET', ITEMS, id, packed(m))
  redis.call('HSET', STATES, id, state)
  redis.call('ZADD', CHANGES, m.version, id)
  if m.claimed == 0 then
    schedule(id, m, retention)
  end
  tell(kind, id, packed(m), state)
end

local function item(id, m, state)
  local fields = redis.call('HGET', ITEMS, id)
  local present = fields and unpacked(fields)
  if not present then
    local tombstone = redis.call('HGET', TOMBSTONES, id)
    local removed = tombstone and unpacked(string.sub(tombstone, 2)).generation >= m.generation
    -- Who has been away for longer than removals are remembered cannot tell a loss from a removal.
    if not removed and seen >= forgotten then
      m.claimed, m.hastened = 0, 0
      put('C', id, m, state)
      reply[2] = reply[2] + 1
    end
  elseif wins(m, present) or redis.call('HSTRLEN', STATES, id) == 0 then
    local same = m.generation == present.generation
    local handled = is_same_state(m, present) and (m.marked == 0 or present.marked == 0)
    if same and not handled then
      m.marked = math.max(m.marked, present.marked)
    elseif present.marked > 0 then
      unmark(id, present)
    end
    if handled then
      m.marked = 0
    end
    m.claimed = same and m.period ~= TERMINAL and present.claimed or 0
    m.hastened = same and present.hastened or 0
    if m.hastened == 1 and m.period ~= TERMINAL then -- it is due since it was asked for
      m.due, m.behind = present.due, present.behind
    end
    m.run = same and math.max(m.run, present.run) or m.run
    put('U', id, m, state)
  elseif is_same_state(m, present) and m.marked == 0 and present.marked > 0 then
    unmark(id, present)
    put('U', id, present, redis.call('HGET', STATES, id))
  elseif m.generation == present.generation and m.marked > 0 and present.marked == 0
    and not is_same_state(m, present) then
    present.marked = m.marked
    put('U', id, present, redis.call('HGET', STATES, id))
  elseif present.version < m.version or not redis.call('ZSCORE', CHANGES, id) then
    -- What stands must be later than what replicas know, or they would not take it; and than what they have read without it.
    put('U', id, present, redis.call('HGET', STATES, id))
  end
end

local function removal(id, cause, m)
  local fields = redis.call('HGET', ITEMS, id)
  local present = fields and unpacked(fields)
  local tombstone = redis.call('HGET', TOMBSTONES, id)
  local removed = tombstone and unpacked(string.sub(tombstone, 2))
  local known = removed and removed.generation >= m.generation
  if present and present.generation <= m.generation or not present and not known then
    remove(id, m, cause)
  elseif known then
    redis.call('ZADD', REMOVALS, 'NX', removed.version, id) -- or whoever reads all would not know of it
  end
end

local function claim(id, generation, run)
  local fields = redis.call('HGET', ITEMS, id)
  local m = fields and unpacked(fields)
  if not m or m.generation ~= generation or m.period == TERMINAL or (m.claimed == 1 and m.run > run) then
    return 0
  end
  m.claimed = 1
  m.run = run
  redis.call('HSET', ITEMS, id, packed(m))
  redis.call('ZREM', TERMINAL_ITEMS, id)
  redis.call('ZADD', DUE, LEASES + now + lease, id)
  return 1
end

local function reservation(id, token)
  local owner = redis.call('HGET', TOKENS, id)
  if redis.call('HEXISTS', ITEMS, id) == 1 or owner and owner ~= token then
    return 0
  end
  redis.call('HSET', TOKENS, id, token)
  redis.call('ZADD', RESERVATIONS, now + lease, id)
  return 1
end

local function call(id, token)
  local handling = handling_of(id)
  local lease_ends = tonumber(redis.call('ZSCORE', MARKS, id) or 0)
  if handling.token == '' or handling.token == token or lease_ends <= now then
    handling.token = token
    keep_handling(id, handling)
    redis.call('ZADD', MARKS, now + lease, id)
  end
end

local function outage(cause, fields)
  local since, early, probes, probed, any = string.match(fields, '^(%d+),(%d+),(%d+),(%d+),(%d+)$')
  local m = {since = tonumber(since), early = tonumber(early), probes = tonumber(probes), probed = tonumber(probed),
    any = tonumber(any)}
  local present = read_outage(redis.call('HGET', CONTROL, 'outage'))
  if m.since > present.since or m.since == present.since and m.probes > present.probes then
    redis.call('HSET', CONTROL, 'cause', cause)
    write_outage(m)
  end
end

for i = FIRST + 3, #ARGV, 4 do
  if ARGV[i] == 'I' then
    sequence = math.max(sequence, unpacked(ARGV[i + 2]).version)
  end
end
for i = FIRST + 3, #ARGV, 4 do
  local kind, id, a, b = ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3]
  if kind == 'I' then
    local m = unpacked(a)
    m.tuning = tuning -- replicas do not know it: what they know is due by the period that holds
    item(id, m, b)
  elseif kind == 'R' then
    removal(id, string.sub(a, 1, 1), unpacked(string.sub(a, 2)))
  elseif kind == 'C' then
    reply[#reply + 1] = claim(id, tonumber(a), tonumber(b))
  elseif kind == 'H' then
    call(id, a)
  elseif kind == 'O' then
    outage(id, a)
  elseif kind == 'L' then
    hold_until(now + tonumber(a))
  elseif kind == 'S' then
    stretched, stretch = math.min(stretched, now - tonumber(a)), math.max(stretch, tonumber(b))
    behind = now - stretched
    if rate < 0 then -- nothing is claimed yet, and time goes on at the rate at which it went
      factor = stretch
    end
  else
    reply[#reply + 1] = reservation(id, a)
  end
end
return finish(reply)
