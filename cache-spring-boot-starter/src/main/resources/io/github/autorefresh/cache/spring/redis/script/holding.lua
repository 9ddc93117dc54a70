-- How the external system is left alone. Put in front of the scripts that begin a hold or put it back.

-- No claim is granted until then; nothing if one is held for longer already. The bucket is empty when it ends, and calls are
-- counted from then on.
local function hold_until(ends)
  if ends > tonumber(redis.call('HGET', CONTROL, 'hold') or 0) then
    redis.call('HSET', CONTROL, 'hold', ends, 'rested', now, 'tokens', 0, 'refilled', ends,
      'calls', cmsgpack.pack({since = ends, before = 0, middle = ends, calls = 0}))
  end
end
