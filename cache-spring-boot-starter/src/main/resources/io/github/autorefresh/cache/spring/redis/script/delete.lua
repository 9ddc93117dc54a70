-- Removes an item. Atomic: of several callers one gets 1. An item that the caller knows, and that is neither here nor removed,
-- was lost: then its removal stays, and nobody puts it back.
--
-- ARGV    id, its fields as the caller knows them ('' if it knows none)
-- Returns 1 and the fields of the removal, or 0
local id, known = ARGV[FIRST], ARGV[FIRST + 1]
local fields = redis.call('HGET', ITEMS, id)
if not fields and known ~= '' then
  local tombstone = redis.call('HGET', TOMBSTONES, id)
  local removed = tombstone and unpacked(string.sub(tombstone, 2)).generation >= unpacked(known).generation
  fields = not removed and known
end
if not fields then
  return {0, 0}
end
local m = unpacked(fields)
remove(id, m, 'D')
return finish({0, 1, packed(m)})
