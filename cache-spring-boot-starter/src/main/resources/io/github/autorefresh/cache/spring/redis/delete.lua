-- Removes an item. Atomic: of several callers one gets 1.
--
-- ARGV    5 id
-- Returns 1 and the meta of the removal, or 0
local id = ARGV[FIRST]
local meta = redis.call('HGET', META, id)
if not meta then
  return {0}
end
local m = unpacked(meta)
remove(id, m, 'D')
tick()
publish()
return {1, packed(m)}
