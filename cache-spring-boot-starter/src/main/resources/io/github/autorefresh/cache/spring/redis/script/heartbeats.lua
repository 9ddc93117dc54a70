-- The heartbeats of several caches in one script: "one" is heartbeat.lua, put in front of this. A fault of one is told in its
-- place, and is no fault of the others.
--
-- KEYS    those of each cache, one after the other
-- ARGV    how many keys and how many arguments each has; then the arguments of each, one after the other
-- Returns for each 1 and its answer, or 0 and its error
local keys, arguments = tonumber(ARGV[1]), tonumber(ARGV[2])
local answers = {}
for cache = 0, #KEYS / keys - 1 do
  local own_keys, own_arguments = {}, {}
  for i = 1, keys do
    own_keys[i] = KEYS[cache * keys + i]
  end
  for i = 1, arguments do
    own_arguments[i] = ARGV[2 + cache * arguments + i]
  end
  local ran, answer = pcall(one, own_keys, own_arguments)
  local failure = not ran and answer or answer.err
  if failure then
    answers[cache + 1] = {0, type(failure) == 'table' and failure.err or failure}
  else
    answers[cache + 1] = {1, answer}
  end
end
return answers
