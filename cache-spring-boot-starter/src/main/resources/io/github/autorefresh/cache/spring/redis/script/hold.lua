-- The external system wants to be left alone: no claim is granted until then. A shorter hold never shortens a longer one.
-- Atomic.
--
-- ARGV    how long, how long ago the call began that was told so
-- Returns nothing
go_through_when_full()
hold_until(now + tonumber(ARGV[FIRST]))
tell('H', '', '', ARGV[FIRST] .. ',' .. ARGV[FIRST + 1])
return finish({0})
