package io.github.autorefresh.cache.spring.redis.script;

import static io.github.autorefresh.cache.spring.redis.script.ScriptRunner.add;
import static io.github.autorefresh.cache.spring.redis.script.ScriptRunner.arguments;

import java.util.List;

/**
 * What is asked of a store during an outage, and at its end. Run as {@link ScriptRunner} says.
 * Thread-safe.
 */
public final class OutageScripts {

  private final ScriptRunner runner;

  /** What this runner runs. */
  public OutageScripts(ScriptRunner runner) {
    this.runner = runner;
  }

  /**
   * A probe.
   *
   * @param most how many items it takes
   * @param known what is known of the outage: of an outage of which more is known elsewhere, none
   *     is granted
   * @param forAny false if it is only for items that somebody waits for
   * @param timeoutMicros how long it may take
   */
  public record Probe(int most, OutageState known, boolean forAny, long timeoutMicros) {}

  /**
   * Claims the first of these items that can be claimed, with one permit, due or not. Atomic: of
   * all replicas, one at a time makes a probe.
   *
   * @param lane as for {@link ClaimScripts#claim}
   * @param ids at most {@link Pages#SIZE}; none to ask only whether it may be made
   * @return with a wait of zero if the probe may be made, of other items if there are none of these
   */
  public Grant probe(int lane, long request, long leaseMicros, Probe probe, List<String> ids) {
    List<byte[]> arguments =
        arguments(
            leaseMicros,
            probe.most(),
            lane,
            request,
            probe.known().since(),
            probe.known().probes(),
            probe.forAny() ? 1 : 0,
            probe.timeoutMicros());
    add(arguments, ids.toArray());
    ScriptResult result = runner.run(Script.PROBE, arguments);
    return new Grant(
        result.number(), 0, 0, -1, result.number(), StretchedTime.UNKNOWN, result.granted());
  }

  /**
   * Makes due what has failed in an outage, which has ended now and had begun that long before;
   * then it is over for all replicas. Atomic page by page.
   *
   * @param known the outage that is meant; nothing is done about another one
   */
  public Recovered recover(OutageState known, long sinceMicros) {
    String cursor = "0";
    long endedAt = 0;
    long failed = 0;
    while (true) {
      ScriptResult result =
          runner.run(Script.RECOVER, arguments(cursor, endedAt, sinceMicros, known.since()));
      cursor = result.text();
      endedAt = result.number();
      failed += result.number();
      if (cursor.equals("0")) {
        return new Recovered(
            failed, result.number(), result.number(), result.number(), result.flag());
      }
    }
  }

  /**
   * What an outage has left behind.
   *
   * @param failed how many items have failed in it
   * @param overdue how many items are due and not claimed now
   * @param lateMicros how late the first of them is
   * @param overAt since when it is over for all replicas, by the logical clock
   * @param anotherIsOn nothing was done, since that is not the one that was meant
   */
  public record Recovered(
      long failed, long overdue, long lateMicros, long overAt, boolean anotherIsOn) {}
}
