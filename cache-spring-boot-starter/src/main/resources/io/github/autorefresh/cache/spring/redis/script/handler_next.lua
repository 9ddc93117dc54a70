-- Ends calls of the handler, and claims under a lease what is to be handled next: what has been due for longest. One round
-- trip does both for threads of the handler that have come back.
--
-- A call that has returned drops the mark, unless a later state was marked meanwhile: then that is due now. A call that has
-- failed keeps the mark, which is due after a delay, or now if it was asked for or marked again. Atomic, and fenced by the
-- token: an end that arrives twice counts once.
--
-- One caller at a time has an id. The lease of a call that has run out is due as well. A request that arrives twice is granted
-- once. Those whose answers were not heard are void: what they were granted is due again at once, and if they are yet to
-- arrive, they are granted nothing. Goes through when Redis is full: what was handled can expire, which frees memory.
--
-- ARGV    lease, how many are wanted (0: nothing is claimed, and the next two say nothing), number of the request, number of
--         the last one whose answer was heard; then for each call that has ended its id, token, generation and mark as they
--         were claimed, and the delay, or -1 if it has returned
-- Returns microseconds until there may be more (-1 unknown), how many are due still, for how long the item has been unhandled
--         that has been so for longest and is terminal (-1 none); then for each that has ended the fields of the item now and
--         the version that it had ('' and 0 if the call is not the caller's any more, or its item is gone), and microseconds
--         until it is due to be handled again or, handled and terminal, to expire (-1 neither); then of each claimed its id,
--         fields, and calls that have failed in a row
local lease, wanted = tonumber(ARGV[FIRST]), math.min(tonumber(ARGV[FIRST + 1]), MOST)
local request, heard = tonumber(ARGV[FIRST + 2]), tonumber(ARGV[FIRST + 3])
local reply = {0, -1, 0, -1}
go_through_when_full()

local function append(first, second, third)
  reply[#reply + 1] = first
  reply[#reply + 1] = second
  reply[#reply + 1] = third
end

-- Fields (false if it is gone) and handling of each id, at the index that it has.
local function read(ids)
  if #ids == 0 then
    return {}, {}
  end
  local fields, handlings, by_id = redis.call('HMGET', ITEMS, unpack(ids)), redis.call('HMGET', HANDLING, unpack(ids)), {}
  for i, id in ipairs(ids) do
    by_id[id] = by_id[id] or handlings[i] and cmsgpack.unpack(handlings[i]) or new_handling()
    handlings[i] = by_id[id]
  end
  return fields, handlings
end

-- The arguments of commands that come to be for several ids: one call of each.
local function collected()
  local commands, ordered = {}, {}
  local function add(command, key, ...)
    local name = command .. key
    if not commands[name] then
      commands[name] = {command, key}
      ordered[#ordered + 1] = commands[name]
    end
    for _, argument in ipairs({...}) do
      table.insert(commands[name], argument)
    end
  end
  local function call()
    for _, command in ipairs(ordered) do
      redis.call(unpack(command))
    end
  end
  return add, call
end

local ended = {}
for i = FIRST + 4, #ARGV, 5 do
  ended[#ended + 1] = ARGV[i]
end
local present, handlings = read(ended)
local write, write_all = collected()

local function drop_mark(id)
  write('HDEL', HANDLING, id)
  write('ZREM', MARKS, id)
end

local function keep_mark(id, handling, due)
  if handling.token == '' and handling.failures == 0 then
    write('HDEL', HANDLING, id)
  else
    write('HSET', HANDLING, id, cmsgpack.pack(handling))
  end
  write('ZADD', MARKS, due, id)
end

local function handled(id, m)
  local before = m.version
  m.marked = 0
  drop_mark(id)
  append(is_unhandled_no_longer(id, m, write), before, m.period == TERMINAL and math.max(0, m.due - now) or -1)
end

local function end_call(id, generation, marked, delay, fields, handling)
  local m = fields and unpacked(fields)
  local same = m and m.generation == generation
  local latest = same and m.marked == marked
  handling.token = ''
  if not m or m.marked == 0 then
    drop_mark(id)
    append('', 0, -1)
  elseif delay < 0 and latest then
    handled(id, m)
  else
    if delay < 0 and same and handling.failures > 0 then
      handling.failures, handling.failing, handling.error = 0, 0, ''
      tell('N', id, fields, string.format('%.0f', m.version))
    end
    local wait = (latest and handling.again == 0) and math.max(0, delay) or 0
    handling.again = 0
    keep_mark(id, handling, now + wait)
    append(fields, m.version, wait)
  end
end

for n, id in ipairs(ended) do
  local token, generation, marked, delay = unpack(ARGV, FIRST + 5 * n, FIRST + 5 * n + 3)
  if handlings[n].token == token then
    end_call(id, tonumber(generation), tonumber(marked), tonumber(delay), present[n], handlings[n])
  else
    append('', 0, -1)
  end
end
write_all()

-- From here on claims.
local own = 'marks:' .. CALLER

local function token(n)
  return CALLER .. ':' .. n
end

local function take_back(last)
  local _, of = read(last.ids)
  for i, id in ipairs(last.ids) do
    if of[i].token == token(last.request) then
      of[i].token = ''
      keep_handling(id, of[i])
      redis.call('ZADD', MARKS, now, id)
    end
  end
end

local function claim()
  local ids = redis.call('ZRANGEBYSCORE', MARKS, '-inf', now, 'LIMIT', 0, wanted)
  local fields, of = read(ids)
  local write, write_all = collected()
  for i, id in ipairs(ids) do
    if fields[i] and unpacked(fields[i]).marked > 0 then
      of[i].token = token(request)
      of[i].again = 0
      write('HSET', HANDLING, id, cmsgpack.pack(of[i]))
      write('ZADD', MARKS, now + lease, id)
      append(id, fields[i], of[i].failures)
    else
      write('ZREM', MARKS, id) -- its item is gone, and whoever made the call is dead
      write('HDEL', HANDLING, id)
    end
  end
  write_all()
  redis.call('HSET', REPLICAS, own, cmsgpack.pack({request = request, ids = ids})) -- also of none: it may arrive again
end

local opens = tonumber(redis.call('HGET', CONTROL, 'opens') or 0)
if wanted > 0 and now >= opens then
  local last = redis.call('HGET', REPLICAS, own)
  last = last and cmsgpack.unpack(last) or {request = 0, ids = {}}
  if request > last.request then
    if last.request > heard then
      take_back(last)
    end
    claim()
  elseif request == last.request then
    local fields, of = read(last.ids)
    for i, id in ipairs(last.ids) do
      if fields[i] and of[i].token == token(request) then
        append(id, fields[i], of[i].failures)
      end
    end
  end
end

if now < opens then
  reply[2] = opens - now
else
  local first = redis.call('ZRANGE', MARKS, 0, 0, 'WITHSCORES')
  if first[2] then
    reply[2] = math.max(0, math.ceil(first[2] - now))
    reply[3] = redis.call('ZCOUNT', MARKS, '-inf', now)
  end
  reply[4] = longest_unhandled()
end
return finish(reply)
