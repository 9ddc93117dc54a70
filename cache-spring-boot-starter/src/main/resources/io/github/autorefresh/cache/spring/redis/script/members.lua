-- Which replicas have been seen lately. Atomic, reads only.
--
-- ARGV    for how many microseconds after its last heartbeat a replica counts
-- Returns their names
local reply = {0}
for name, age in pairs(ages_of_replicas()) do
  if age <= tonumber(ARGV[FIRST]) then
    reply[#reply + 1] = name
  end
end
return reply
