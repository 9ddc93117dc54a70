package io.github.autorefresh.cache.spring.redis;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.RemovalCause;
import java.time.Duration;
import java.util.ArrayList;
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
 * everything. Used by one thread.
 */
final class Catchup<T extends CacheItem> {

  private static final Logger log = LoggerFactory.getLogger(Catchup.class);

  /** What no command goes beyond. */
  static final int PAGE = 256;

  private final String cache;
  private final Link link;
  private final LocalItems<T> items;
  private final Arrivals<T> arrivals;
  private final Duration timeout;
  private final Set<String> inDoubt = ConcurrentHashMap.newKeySet();

  /** All changes up to this one are known. */
  private volatile long seen;

  Catchup(String cache, Link link, LocalItems<T> items, Arrivals<T> arrivals, Duration timeout) {
    this.cache = cache;
    this.link = link;
    this.items = items;
    this.arrivals = arrivals;
    this.timeout = timeout;
  }

  /** The last number of the sequence that is known without a gap. */
  long seen() {
    return seen;
  }

  /** A message goes from one number to another. False if some before it has been missed. */
  boolean follows(long before, long after) {
    if (before > seen) {
      return false;
    }
    seen = Math.max(seen, after);
    return true;
  }

  /** Nobody knows what has become of what was asked of Redis for this item. Thread-safe. */
  void doubt(String id) {
    inDoubt.add(id);
  }

  /** Reads all anew. */
  void reload() {
    seen = 0;
    read(0, new HashSet<>());
  }

  /**
   * Reads what has changed.
   *
   * @return false if Redis is behind what is known here, so that it must have lost something
   */
  boolean read() {
    boolean complete = read(seen, null);
    List<String> doubted = List.copyOf(inDoubt);
    reread(doubted);
    inDoubt.removeAll(doubted);
    return complete;
  }

  /**
   * Reads pages until there are no more.
   *
   * @param visited where to note all ids, of a reload: what is not among them is gone
   */
  private boolean read(long from, @Nullable Set<String> visited) {
    long since = from;
    Future<List<@Nullable Object>> asked = askForPage(since);
    boolean more = true;
    while (more) {
      Reply page = new Reply(link.await(asked, timeout));
      if (page.number(0) < since) {
        return false;
      }
      if (visited == null && page.number(1) > since) {
        log.info("Cache \"{}\": away for longer than removals are remembered; loading anew", cache);
        reload();
        return true;
      }
      since = page.number(2);
      more = page.number(3) == 1;
      if (more) {
        asked = askForPage(since); // which is on its way while this one is taken
      }
      take(page, visited);
      seen = Math.max(seen, since);
    }
    if (visited != null) {
      removeAllBut(visited, since);
    }
    return true;
  }

  private Future<List<@Nullable Object>> askForPage(long since) {
    return link.ask(Script.CHANGES, Reply.arguments(since, PAGE));
  }

  private void take(Reply page, @Nullable Set<String> visited) {
    for (int i = 4; i + 3 < page.size(); i += 4) {
      String id = page.text(i);
      byte[] meta = page.bytes(i + 1);
      if (meta.length == 0) {
        continue;
      }
      if (page.isNull(i + 2) || isRemoval(meta)) {
        Meta removal = Meta.read(meta, 1);
        arrivals.removed(id, removal.version(), Arrivals.cause(meta[0]));
      } else {
        if (visited != null) {
          visited.add(id);
        }
        arrivals.state(id, Meta.read(meta), page.bytes(i + 2), page.bytes(i + 3));
      }
    }
  }

  /** A removal has its cause in front. */
  private static boolean isRemoval(byte[] meta) {
    return meta.length == Meta.LENGTH + 1;
  }

  private void removeAllBut(Set<String> visited, long upTo) {
    items.forEach(
        local -> {
          String id = local.item().id();
          if (local.meta().version() <= upTo && !visited.contains(id)) {
            arrivals.removed(id, upTo, RemovalCause.DELETED);
          }
        });
  }

  /** Reads the present state of these items, whatever their versions. */
  void reread(List<String> ids) {
    for (int from = 0; from < ids.size(); from += PAGE) {
      List<String> some = ids.subList(from, Math.min(ids.size(), from + PAGE));
      Reply reply = new Reply(link.call(Script.READ, Reply.arguments(some.toArray()), timeout));
      for (int i = 0; i + 3 < reply.size(); i += 4) {
        String id = reply.text(i);
        LocalItem<T> local = items.get(id);
        if (reply.bytes(i + 1).length > 0) {
          arrivals.state(id, Meta.read(reply.bytes(i + 1)), reply.bytes(i + 2), reply.bytes(i + 3));
        } else if (local != null) {
          arrivals.removed(id, local.meta().version(), RemovalCause.DELETED);
        }
      }
    }
  }

  /**
   * Puts local items back into a Redis that has lost them; those that are there stay.
   *
   * @return how many were lost
   */
  long restore(ItemCodec<T> codec, long retentionMicros) {
    List<LocalItem<T>> all = new ArrayList<>();
    items.forEach(all::add);
    long lost = 0;
    for (int from = 0; from < all.size(); from += PAGE) {
      List<byte[]> arguments = new ArrayList<>(Reply.arguments(retentionMicros));
      for (LocalItem<T> local : all.subList(from, Math.min(all.size(), from + PAGE))) {
        arguments.addAll(
            Reply.arguments(local.item().id(), local.meta().packed(), codec.encode(local.item())));
      }
      lost += new Reply(link.call(Script.RESTORE, arguments, timeout)).number(0);
    }
    return lost;
  }
}
