-- Removes an item. Atomic: of several callers one gets 'R'. An item that the caller knows, and that is neither here nor
-- removed, was lost: then its removal stays, and nobody puts it back. While the epoch is not open yet, others may be about
-- to put back a generation that nobody here has seen; the removal outlasts it, since numbers of this epoch are later.
--
-- ARGV    id, its fields as the caller knows them ('' if it knows none)
-- Returns 'R' removed, fields of the removal; 'A' absent; 'B' absent, but what was lost is yet to be put back
local id, known = ARGV[FIRST], ARGV[FIRST + 1]
local fields = redis.call('HGET', ITEMS, id)
if not fields and known ~= '' then
  local tombstone = redis.call('HGET', TOMBSTONES, id)
  local removed = tombstone and unpacked(string.sub(tombstone, 2)).generation >= unpacked(known).generation
  fields = not removed and known
end
if not fields then
  return {0, may_be_put_back(id) and 'B' or 'A'}
end
local m = unpacked(fields)
if is_opening() then
  m.generation = next_version()
end
remove(id, m, 'D')
return finish({0, 'R', packed(m)})
