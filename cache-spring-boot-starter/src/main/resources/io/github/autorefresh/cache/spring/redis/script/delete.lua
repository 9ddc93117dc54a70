-- Removes an item. Atomic: of several callers one gets 1.
--
-- ARGV    id
-- Returns 1 and the fields of the removal, or 0
local id = ARGV[FIRST]
local fields = redis.call('HGET', ITEMS, id)
if not fields then
  return {0, 0}
end
local m = unpacked(fields)
remove(id, m, 'D')
return finish({0, 1, packed(m)})
