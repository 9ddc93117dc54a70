package io.github.autorefresh.sample.live;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheListener;
import io.github.autorefresh.cache.RemovalCause;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Which items have changed since one last looked. It is called on the cache's own threads, so it
 * notes an id and does no more; and it notes so many, then only that there were more.
 *
 * <p>Thread-safe, and it never blocks.
 */
final class Changes implements CacheListener<CacheItem> {

  /** Beyond this many, sending each costs more than sending everything again. */
  static final int MOST = 500;

  /** Ids that changed; {@code more} means that there were others, too. */
  record Taken(Set<String> ids, boolean more) {}

  private final Set<String> ids = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean more = new AtomicBoolean();

  @Override
  public void onCreated(CacheItem item) {
    note(item.id());
  }

  @Override
  public void onUpdated(CacheItem previous, CacheItem current) {
    note(current.id());
  }

  @Override
  public void onRemoved(CacheItem item, RemovalCause cause) {
    note(item.id());
  }

  @Override
  public void onSyncFailed(CacheItem item, Throwable error) {
    note(item.id());
  }

  void note(String id) {
    if (ids.size() < MOST) {
      ids.add(id);
    } else {
      more.set(true);
    }
  }

  /**
   * All since the last call; who then reads these items sees the changes. An id is taken out before
   * its item is read, so that a change that comes meanwhile is noted again, and none is lost.
   */
  Taken take() {
    Set<String> taken = new HashSet<>();
    for (Iterator<String> each = ids.iterator(); each.hasNext(); ) {
      taken.add(each.next());
      each.remove();
    }
    return new Taken(taken, more.getAndSet(false));
  }
}
