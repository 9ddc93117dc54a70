package io.github.autorefresh.cache.spring.redis.script;

import static io.github.autorefresh.cache.spring.redis.script.ScriptRunner.add;
import static io.github.autorefresh.cache.spring.redis.script.ScriptRunner.arguments;

import java.util.ArrayList;
import java.util.List;

/** What is done about a loss. Run as {@link ScriptRunner} says. Thread-safe. */
public final class RestoreScripts {

  private final ScriptRunner runner;

  /** What this runner runs. */
  public RestoreScripts(ScriptRunner runner) {
    this.runner = runner;
  }

  /**
   * Puts back what Redis may have lost. Atomic page by page; doing it again changes nothing.
   *
   * @param seen the version up to which this replica knows all changes
   */
  public PutBackAnswer putBack(
      long leaseMicros, long retentionMicros, long seen, List<PutBack> all) {
    int absent = 0;
    List<PutBack> kept = new ArrayList<>();
    for (List<PutBack> page : Pages.of(all, PutBack::weight)) {
      List<byte[]> arguments = arguments(leaseMicros, retentionMicros, seen);
      page.forEach(each -> addPutBack(arguments, each));
      ScriptResult result = runner.run(Script.RESTORE, arguments);
      absent += (int) result.number();
      for (PutBack each : page) {
        boolean fenced = each instanceof PutBack.Claim || each instanceof PutBack.Reservation;
        if (fenced && result.flag()) {
          kept.add(each);
        }
      }
    }
    return new PutBackAnswer(absent, kept);
  }

  private static void addPutBack(List<byte[]> arguments, PutBack each) {
    if (each instanceof PutBack.Item item) {
      add(arguments, "I", item.id(), item.fields().packed(), item.state().bytes());
    } else if (each instanceof PutBack.Removal removal) {
      add(arguments, "R", removal.removed().id(), removal.removed().packed(), "");
    } else if (each instanceof PutBack.Claim claim) {
      add(arguments, "C", claim.claim().id(), claim.claim().generation(), claim.claim().run());
    } else if (each instanceof PutBack.HandlerCall call) {
      add(arguments, "H", call.claim().id(), call.claim().token(), "");
    } else if (each instanceof PutBack.Outage outage) {
      add(arguments, "O", outage.known().cause(), outage.known().packed(), "");
    } else if (each instanceof PutBack.Hold hold) {
      add(arguments, "L", "", hold.micros(), "");
    } else if (each instanceof PutBack.Stretch stretch) {
      add(arguments, "S", "", stretch.known().behind(), stretch.known().stretch());
    } else if (each instanceof PutBack.Reservation reservation) {
      add(arguments, "T", reservation.id(), reservation.token(), "");
    }
  }

  /**
   * Makes all keys agree again. Atomic page by page.
   *
   * @return how many items have been numbered anew
   */
  public long repair(long leaseMicros, long retentionMicros) {
    long renumbered = 0;
    long step = 1;
    String cursor = "0";
    while (step != 0) {
      ScriptResult result =
          runner.run(Script.REPAIR, arguments(leaseMicros, retentionMicros, step, cursor));
      step = result.number();
      cursor = result.text();
      renumbered += result.number();
    }
    return renumbered;
  }
}
