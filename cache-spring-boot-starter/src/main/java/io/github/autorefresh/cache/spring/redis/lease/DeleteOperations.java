package io.github.autorefresh.cache.spring.redis.lease;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheUnavailableException;
import io.github.autorefresh.cache.spring.redis.copy.LocalItem;
import io.github.autorefresh.cache.spring.redis.copy.LocalItems;
import io.github.autorefresh.cache.spring.redis.script.Epoch;
import io.github.autorefresh.cache.spring.redis.script.ItemFields;
import io.github.autorefresh.cache.spring.redis.script.ItemFormat;
import io.github.autorefresh.cache.spring.redis.script.RemovalScripts;
import io.github.autorefresh.cache.spring.redis.script.RemovalStep;
import io.github.autorefresh.cache.spring.redis.script.Session;

/** Items are deleted by calls of the application. Thread-safe. */
public final class DeleteOperations<T extends CacheItem> {

  private final RemovalScripts scripts;
  private final Session session;
  private final ApplicationCalls calls;
  private final LocalItems<T> items;
  private final CopyUpdates<T> updates;
  private final BusyRetry retry;

  /** Of one replica. */
  public DeleteOperations(
      LeaseParts<T> parts, RemovalScripts scripts, CreationSignal creationSignal) {
    this.scripts = scripts;
    session = parts.session();
    calls = parts.calls();
    items = parts.items();
    updates = parts.updates();
    retry = new BusyRetry(parts.settings(), creationSignal);
  }

  /** Removes an item; false if there is none. Waits while it may be about to be put back. */
  public boolean remove(String id) {
    if (!ItemFormat.isStorable(id)) {
      return false;
    }
    Epoch epoch = session.epoch();
    RemovalStep step =
        retry.untilNotBusy(
            () -> askToRemove(id),
            RemovalStep.Busy.class,
            "Redis has lost something, and whether item \""
                + id
                + "\" is put back was not clear within ",
            "Not all was put back within ");
    if (step instanceof RemovalStep.Removed removed) {
      updates.removed(removed.item());
      if (session.hasLeft(epoch)) {
        updates.doubt(id); // it may have come too late to be put back
      }
      return true;
    }
    return false;
  }

  private RemovalStep askToRemove(String id) {
    LocalItem<T> local = items.get(id);
    ItemFields known = local == null ? null : local.fields();
    try {
      return calls.call(() -> scripts.delete(id, known));
    } catch (CacheUnavailableException e) {
      updates.doubt(id);
      throw e;
    }
  }
}
