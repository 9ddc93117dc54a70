package io.github.autorefresh.cache.spring.redis.script;

import static io.github.autorefresh.cache.spring.redis.script.ScriptRunner.arguments;
import static io.github.autorefresh.cache.spring.redis.script.ScriptRunner.flag;

import io.github.autorefresh.cache.RemovalCause;

/** The creation of an item in two steps. Run as {@link ScriptRunner} says. Thread-safe. */
public final class CreationScripts {

  private final ScriptRunner runner;

  /** What this runner runs. */
  public CreationScripts(ScriptRunner runner) {
    this.runner = runner;
  }

  /** First step of a creation. Atomic: one caller at a time has an id. */
  public CreationStep reserve(String id, String token, long leaseMicros, long mostItems) {
    return step(id, runner.run(Script.RESERVE, arguments(id, token, leaseMicros, mostItems)));
  }

  /**
   * Second step of a creation. Atomic.
   *
   * @param wanted the state is to be handled
   */
  public CreationStep fulfil(
      String id,
      String token,
      long mostItems,
      long period,
      long retentionMicros,
      EncodedItem state,
      long untilFirstSync,
      boolean wanted) {
    return step(
        id,
        runner.run(
            Script.FULFIL,
            arguments(
                id,
                token,
                mostItems,
                ItemFields.micros(period),
                retentionMicros,
                state.bytes(),
                ItemFields.micros(untilFirstSync),
                flag(wanted))));
  }

  private static CreationStep step(String id, ScriptResult result) {
    return switch (result.text()) {
      case "F" -> new CreationStep.Found(result.stored(id));
      case "C" -> new CreationStep.Created(result.fields());
      case "R" ->
          new CreationStep.Granted(
              result.hasMore()
                  ? new RemovedItem(result.text(), result.fields(), RemovalCause.EVICTED)
                  : null);
      case "X" -> new CreationStep.Full();
      default -> new CreationStep.Busy();
    };
  }

  /** Gives a reservation back, if it is still the caller's. Atomic. */
  public void forgo(String id, String token) {
    runner.run(Script.FORGO, arguments(id, token));
  }
}
