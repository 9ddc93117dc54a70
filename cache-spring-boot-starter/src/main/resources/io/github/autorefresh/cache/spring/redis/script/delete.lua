-- Removes an item. Atomic: of several callers one gets 'R'. An item that the caller knows, and that is neither here nor
-- removed, was lost: then its removal stays, and nobody puts it back. Others may be about to put back a later generation than
-- this one, if the item was lost or the epoch is not open yet; the removal outlasts it, since it has a later number.
--
-- ARGV    id, its fields as the caller knows them ('' if it knows none)
-- Returns 'R' removed, fields of the removal; 'A' absent; 'B' absent, but what was lost is yet to be put back
local id, known = ARGV[FIRST], ARGV[FIRST + 1]
local fields = redis.call('HGET', ITEMS, id)
local lost = not fields
if lost and known ~= '' then
  local tombstone = redis.call('HGET', TOMBSTONES, id)
  local removed = tombstone and unpacked(string.sub(tombstone, 2)).generation >= unpacked(known).generation
  fields = not removed and known
end
if not fields then
  return {0, may_be_put_back(id) and 'B' or 'A'}
end
local m = unpacked(fields)
if lost or is_opening() then
  m.generation = next_version()
end
remove(id, m, 'D')
return finish({0, 'R', packed(m)})
