-- The cache's own period after each of the last tunings that have changed it: number of the tuning and period, newest first.
-- It tells for which period the due time of an item is, since items know the number of the tuning in whose time it was
-- stored. Put in front of the scripts that change the period, or scale what remains of it. Kept in "periods" of "control", as
-- NUMBER:PERIOD with commas between; empty until the period is changed.
local PERIODS = 16

local function known_periods()
  local periods = {}
  for tuning, period in string.gmatch(redis.call('HGET', CONTROL, 'periods') or '', '(%d+):(%d+)') do
    periods[#periods + 1] = {tuning = tonumber(tuning), period = tonumber(period)}
  end
  return periods
end

-- The period that held after that tuning; the oldest one known if that is longer ago.
local function period_after(periods, tuning)
  for _, known in ipairs(periods) do
    if known.tuning <= tuning then
      return known.period
    end
  end
  return periods[#periods].period
end

local function keep_periods(periods)
  local list = {}
  for i = 1, math.min(#periods, PERIODS) do
    list[i] = string.format('%.0f:%.0f', periods[i].tuning, periods[i].period)
  end
  redis.call('HSET', CONTROL, 'periods', table.concat(list, ','))
end
