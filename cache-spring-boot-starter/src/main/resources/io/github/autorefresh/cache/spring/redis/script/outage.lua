-- The outage of the external system, which is the cluster's: found out from what all replicas commit, so that the broken
-- network of one is none. Put in front of the scripts that begin it, tell of it or end it. "control" has
--
--   failures    while nothing has succeeded since: first (when), calls, syncs, newly (failing items), by (names of replicas)
--   outage      while it lasts: since, early (tries before the first probe), probes (so far); of the last one probed (when it
--               began), any (1, or 0 if only for who asks), prober, id, run, lease (how long it may take), yielded
--   cause       the text of a failure that made it

-- The rule is that of Outage.java: so many items that begin to fail, or all that are left, and so many calls.
local ENOUGH_ITEMS, ENOUGH_CALLS, EARLY_PROBES = 20, 3, 3

-- A replica that has not been seen for so long makes no calls.
local AWAY = 3 * 1000000

local function read_outage(stored)
  return stored and cmsgpack.unpack(stored) or {since = 0, early = 0, probes = 0, probed = 0, any = 0}
end

local function write_outage(outage)
  redis.call('HSET', CONTROL, 'outage', cmsgpack.pack(outage), 'rested', now)
  tell('O', '', '', '')
end

-- The names of the replicas that are at work, but for the caller.
local function others()
  local names = {}
  for name, age in pairs(ages_of_replicas()) do
    if name ~= CALLER and age < AWAY then
      names[#names + 1] = name
    end
  end
  return names
end

-- A probe is under way while its claim lasts, but no longer than a call may take.
local function is_probed(outage)
  local fields = outage.id and now < outage.probed + outage.lease and redis.call('HGET', ITEMS, outage.id)
  local m = fields and unpacked(fields)
  return m and m.claimed == 1 and m.run == outage.run or false
end
