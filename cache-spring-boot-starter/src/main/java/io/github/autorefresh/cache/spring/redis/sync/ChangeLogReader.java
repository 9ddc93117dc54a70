package io.github.autorefresh.cache.spring.redis.sync;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.spring.redis.copy.LocalItem;
import io.github.autorefresh.cache.spring.redis.copy.LocalItems;
import io.github.autorefresh.cache.spring.redis.lease.CopyUpdates;
import io.github.autorefresh.cache.spring.redis.script.ChangeMessage;
import io.github.autorefresh.cache.spring.redis.script.ChangePage;
import io.github.autorefresh.cache.spring.redis.script.ChangeScripts;
import io.github.autorefresh.cache.spring.redis.script.ItemFields;
import io.github.autorefresh.cache.spring.redis.script.Pages;
import io.github.autorefresh.cache.spring.redis.script.Reading;
import io.github.autorefresh.cache.spring.redis.script.RemovedItem;
import io.github.autorefresh.cache.spring.redis.script.StoredItem;
import io.github.autorefresh.cache.spring.redis.script.TimedCalls;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the local copy complete: reads what has changed since the last number of the sequence that
 * is known without a gap, at a cost of what has changed and in pages. From zero, that is
 * everything. Its reading of pages is for one thread; {@link CopyUpdates} is for all.
 */
public final class ChangeLogReader<T extends CacheItem> implements CopyUpdates<T> {

  private static final Logger log = LoggerFactory.getLogger(ChangeLogReader.class);

  private final String cache;
  private final ChangeScripts scripts;
  private final TimedCalls calls;
  private final LocalItems<T> items;
  private final ChangeApplier<T> applier;
  private final Set<String> inDoubt = ConcurrentHashMap.newKeySet();

  /** Of these Redis has nothing, or something older than what is known here. */
  private final Set<String> lacking = ConcurrentHashMap.newKeySet();

  /** All changes up to this one are known. */
  private volatile long seen;

  /** For one replica. */
  public ChangeLogReader(
      String cache,
      ChangeScripts scripts,
      TimedCalls calls,
      LocalItems<T> items,
      ChangeApplier<T> applier) {
    this.cache = cache;
    this.scripts = scripts;
    this.calls = calls;
    this.items = items;
    this.applier = applier;
  }

  /** The last number of the sequence that is known without a gap. */
  public long seen() {
    return seen;
  }

  /** A message goes from one number to another. False if some before it has been missed. */
  boolean follows(ChangeMessage message) {
    if (message.before() > seen) {
      return false;
    }
    seen = Math.max(seen, message.after());
    return true;
  }

  @Override
  public void stored(StoredItem item) {
    heard(item.id(), applier.stored(item));
  }

  /** A sync elsewhere has left an item as it was. */
  void synced(String id, ItemFields fields, String error) {
    heard(id, applier.synced(id, fields, error));
  }

  @Override
  public void gone(RemovedItem item) {
    heard(item.id(), applier.removed(item));
  }

  private void heard(String id, boolean inOrder) {
    doubtUnless(inOrder, id);
    items.events().tellSoon(id);
  }

  @Override
  public void put(String id, LocalItem<T> state) {
    done(id, applier.put(id, state));
  }

  @Override
  public void removed(RemovedItem item) {
    done(item.id(), applier.removed(item));
  }

  private void done(String id, boolean inOrder) {
    doubtUnless(inOrder, id);
    items.events().tell(id);
  }

  private void doubtUnless(boolean inOrder, String id) {
    if (!inOrder) {
      doubt(id);
    }
  }

  @Override
  public void handled(String id, ItemFields fields, long before) {
    if (!items.handled(id, fields, before)) {
      doubt(id);
    }
  }

  @Override
  public void doubt(String id) {
    inDoubt.add(id);
  }

  @Override
  public void refreshRequested(String id) {
    applier.refreshRequested(id);
    items.events().tellSoon(id);
  }

  /** True if there are items to be read, or to be put back. */
  boolean hasDoubts() {
    return !inDoubt.isEmpty() || !lacking.isEmpty();
  }

  /** Reads all anew. */
  void reload() {
    Set<String> unreadable = applier.unreadableIds();
    Set<String> visited = new HashSet<>();
    read(0, visited);
    unreadable.removeAll(visited);
    unreadable.forEach(applier::isGone);
  }

  /** Reads what has changed. */
  void readChanges() {
    read(seen, null);
    List<String> doubts = List.copyOf(inDoubt);
    doubts.forEach(inDoubt::remove); // before they are read: they may be doubted again meanwhile
    boolean read = false;
    try {
      read(doubts);
      read = true;
    } finally {
      if (!read) {
        inDoubt.addAll(doubts);
      }
    }
  }

  /** Of these Redis had nothing, or something older than what is known here. */
  List<String> lacking() {
    return List.copyOf(lacking);
  }

  /** These were put back. */
  void areNoLongerLacking(List<String> ids) {
    ids.forEach(lacking::remove);
  }

  /**
   * Reads pages until there are no more.
   *
   * @param visited where to note all ids, of a reload: what is not among them is gone
   */
  private void read(long from, @Nullable Set<String> visited) {
    long since = from;
    long forgotten = 0;
    Future<ChangePage> asked = askForPage(since);
    boolean more = true;
    while (more) {
      ChangePage page = calls.await(asked);
      if (visited == null && page.forgotten() > since) {
        log.info(
            "Cache \"{}\": away for longer than removals are remembered; loading all items again",
            cache);
        reload();
        return;
      }
      since = Math.max(since, page.upTo());
      forgotten = page.forgotten();
      more = page.more();
      if (more) {
        asked = askForPage(since); // which is on its way while this one is taken
      }
      page.removals().forEach(this::gone);
      for (StoredItem item : page.items()) {
        if (visited != null) {
          visited.add(item.id());
        }
        stored(item);
      }
      items.events().awaitTellers(); // or there would be an event for each item at once
      seen = Math.max(seen, since);
    }
    if (visited != null) {
      removeForgotten(visited, forgotten, since);
    }
  }

  private Future<ChangePage> askForPage(long since) {
    return calls.begin(() -> scripts.changes(since));
  }

  /**
   * Removes what is nowhere to be read, if its removal may be forgotten. What is later than that,
   * and neither there nor removed, was lost: it will be put back.
   */
  private void removeForgotten(Set<String> visited, long forgotten, long upTo) {
    items.stream()
        .forEach(
            local -> {
              if (local.fields().version() <= forgotten && !visited.contains(local.item().id())) {
                applier.forgotten(local, upTo);
                items.events().tellSoon(local.item().id());
              }
            });
  }

  @Override
  public void read(List<String> ids) {
    lacking.addAll(readAndFindLacking(ids));
  }

  @Override
  public boolean isUnreadable(String id) {
    return applier.isUnreadable(id);
  }

  /** Returns those of which Redis has nothing, or something older than what is known here. */
  private Set<String> readAndFindLacking(List<String> ids) {
    Set<String> found = new HashSet<>();
    int from = 0;
    while (from < ids.size()) {
      List<String> some = ids.subList(from, Math.min(ids.size(), from + Pages.SIZE));
      List<Reading> readings = calls.call(() -> scripts.read(some));
      for (Reading reading : readings) {
        StoredItem stored = reading.item();
        RemovedItem removal = reading.removal();
        boolean inOrder = true;
        if (stored != null) {
          inOrder = applier.stored(stored);
        } else if (removal != null) {
          inOrder = applier.removed(removal);
        }
        items.events().tellSoon(reading.id());
        if (!inOrder || (stored == null && items.get(reading.id()) != null)) {
          found.add(reading.id());
        }
      }
      from += Math.max(1, readings.size());
    }
    return found;
  }
}
