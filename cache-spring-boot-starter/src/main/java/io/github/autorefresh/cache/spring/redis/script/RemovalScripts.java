package io.github.autorefresh.cache.spring.redis.script;

import static io.github.autorefresh.cache.spring.redis.script.ScriptRunner.arguments;

import io.github.autorefresh.cache.RemovalCause;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Removals that no sync has found. Run as {@link ScriptRunner} says. Thread-safe. */
public final class RemovalScripts {

  private final ScriptRunner runner;

  /** What this runner runs. */
  public RemovalScripts(ScriptRunner runner) {
    this.runner = runner;
  }

  /**
   * Removes an item. Atomic: of several callers one gets it.
   *
   * @param known the item's fields as they are known here, so that it is removed even if Redis has
   *     lost it; null if none are
   */
  public RemovalStep delete(String id, @Nullable ItemFields known) {
    ScriptResult result =
        runner.run(Script.DELETE, arguments(id, known == null ? "" : known.packed()));
    return switch (result.text()) {
      case "R" ->
          new RemovalStep.Removed(new RemovedItem(id, result.fields(), RemovalCause.DELETED));
      case "A" -> new RemovalStep.Absent();
      default -> new RemovalStep.Busy();
    };
  }

  /** Removes some of the terminal items that were kept for their time. Atomic. */
  public Expiry expire() {
    ScriptResult result = runner.run(Script.EXPIRE, arguments());
    long wait = result.number();
    List<RemovedItem> removed = new ArrayList<>();
    while (result.hasMore()) {
      removed.add(new RemovedItem(result.text(), result.fields(), RemovalCause.EXPIRED));
    }
    return new Expiry(wait, removed);
  }
}
