-- Puts items back that are lost: an item that is absent and was not removed since, or the part of it that is missing.
-- Atomic; doing it again changes nothing.
--
-- ARGV    5 retention of terminal items; then id, meta and data of each: at most 256
-- Returns how many items were absent
local retention = tonumber(ARGV[FIRST])
local absent = 0
for i = FIRST + 1, #ARGV, 3 do
  local m = unpacked(ARGV[i + 1])
  sequence = math.max(sequence, m.version)
end
for i = FIRST + 1, #ARGV, 3 do
  local id, m = ARGV[i], unpacked(ARGV[i + 1])
  local present = redis.call('HGET', META, id)
  local gone = redis.call('HGET', GONE, id)
  local removed = gone and unpacked(string.sub(gone, 2)).generation >= m.generation
  if present then
    m = unpacked(present)
  elseif not removed then
    absent = absent + 1
    m.version = next_version()
    m.claimed = 0
    m.hastened = 0
    redis.call('HSET', META, id, packed(m))
    tell('C', id, packed(m), ARGV[i + 2])
  end
  if present or not removed then
    redis.call('HSETNX', DATA, id, ARGV[i + 2])
    redis.call('ZADD', CHANGES, 'NX', m.version, id)
    if m.period == TERMINAL then
      redis.call('ZADD', REST, 'NX', now + retention, id)
    else
      redis.call('ZADD', DUE, 'NX', m.due, id)
    end
  end
end
tick()
publish()
return {absent}
