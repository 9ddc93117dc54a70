package io.github.autorefresh.cache.spring.redis.script;

import static io.github.autorefresh.cache.spring.redis.script.ScriptRunner.arguments;

import java.util.ArrayList;
import java.util.List;

/** What has changed, and what there is now. Run as {@link ScriptRunner} says. Thread-safe. */
public final class ChangeScripts {

  private final ScriptRunner runner;

  /** What this runner runs. */
  public ChangeScripts(ScriptRunner runner) {
    this.runner = runner;
  }

  /** A page of what has changed since that version; since 0, of all items. Atomic. */
  public ChangePage changes(long since) {
    ScriptResult result = runner.run(Script.CHANGES, arguments(since));
    long sequence = result.number();
    long forgotten = result.number();
    long upTo = result.number();
    boolean more = result.flag();
    List<RemovedItem> removals = new ArrayList<>();
    for (long i = result.number(); i > 0; i--) {
      String id = result.text();
      byte[] tombstone = result.bytes();
      if (tombstone.length > 0) {
        removals.add(RemovedItem.read(id, tombstone));
      }
    }
    List<StoredItem> items = new ArrayList<>();
    while (result.hasMore()) {
      items.add(result.stored(result.text()));
    }
    return new ChangePage(sequence, forgotten, upTo, more, removals, items);
  }

  /**
   * The present state of some items: of as many as are in a page, from the first on. Atomic.
   *
   * @param ids at most {@link Pages#SIZE}
   */
  public List<Reading> read(List<String> ids) {
    return readings(runner.run(Script.READ, arguments(ids.toArray())));
  }

  private static List<Reading> readings(ScriptResult result) {
    List<Reading> readings = new ArrayList<>();
    while (result.hasMore()) {
      String id = result.text();
      byte[] fields = result.bytes();
      byte[] state = result.bytes();
      String error = result.text();
      readings.add(
          fields.length == 0
              ? new Reading(id, null, state.length == 0 ? null : RemovedItem.read(id, state))
              : new Reading(id, stored(id, fields, state, error), null));
    }
    return readings;
  }

  private static StoredItem stored(String id, byte[] fields, byte[] state, String error) {
    return new StoredItem(id, ItemFields.read(fields), new EncodedItem(state), error);
  }
}
