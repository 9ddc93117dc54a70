package io.github.autorefresh.cache.spring.redis;

import io.github.autorefresh.cache.CacheFullException;
import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.CacheUnavailableException;
import io.github.autorefresh.cache.RemovalCause;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Items come and go by calls of the application. Thread-safe. */
final class Creating<T extends CacheItem> {

  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

  private final Replica<T> replica;
  private final AtomicLong tokens = new AtomicLong();
  private volatile boolean codecChecked;

  Creating(Replica<T> replica) {
    this.replica = replica;
  }

  /** Finds the item, or reserves its id; waits while another replica is about to create it. */
  @Nullable T reserve(String id) {
    String token = replica.name() + ":" + tokens.incrementAndGet();
    long began = System.nanoTime();
    long patience = replica.settings().createTimeout().toNanos();
    while (true) {
      Reply reply =
          replica.call(Script.RESERVE, id, token, replica.leaseMicros(), replica.mostItems());
      switch (reply.text(0)) {
        case "F" -> {
          return found(id, reply);
        }
        case "R" -> {
          replica.claims().reserve(id, token);
          if (reply.size() > 1) {
            Meta removal = Meta.read(reply.bytes(2));
            replica.arrivals().removed(reply.text(1), removal.version(), RemovalCause.EVICTED);
          }
          return null;
        }
        case "X" -> throw full();
        default -> {
          if (System.nanoTime() - began >= patience) {
            Duration longest = Duration.ofNanos(patience);
            throw new CacheUnavailableException(
                "Another replica creates item \"" + id + "\", and has not ended within " + longest,
                new TimeoutException("No creation within " + longest));
          }
          replica.creations().await(LOOK_AGAIN);
        }
      }
    }
  }

  T fulfil(String id, T item, long period, long untilFirstSync) {
    String token = replica.claims().token(id);
    try {
      byte[] data = encode(item);
      Reply reply = fulfil(id, token == null ? "" : token, period, untilFirstSync, data);
      return switch (reply.text(0)) {
        case "C" -> {
          Meta meta = Meta.read(reply.bytes(1));
          replica.arrivals().put(id, new LocalItem<>(item, meta, null));
          if (meta.isTerminal()) {
            replica.syncing().rests();
          } else {
            replica.timetable().dueIn(untilFirstSync);
          }
          yield item;
        }
        case "F" -> found(id, reply);
        default -> throw full();
      };
    } finally {
      replica.claims().giveBack(id);
    }
  }

  private Reply fulfil(String id, String token, long period, long untilFirstSync, byte[] data) {
    try {
      return replica.call(
          Script.FULFIL,
          id,
          token,
          replica.mostItems(),
          Meta.micros(period),
          replica.retentionMicros(),
          data,
          Meta.micros(untilFirstSync));
    } catch (CacheUnavailableException e) {
      replica.catchup().doubt(id);
      throw e;
    }
  }

  private byte[] encode(T item) {
    boolean encoded = false;
    try {
      byte[] data = replica.codec().encode(item);
      if (!codecChecked) {
        check(item, replica.codec().decode(item.id(), data));
        codecChecked = true;
      }
      encoded = true;
      return data;
    } finally {
      if (!encoded) {
        forgo(item.id());
      }
    }
  }

  private void check(T item, T decoded) {
    if (!item.equals(decoded)) {
      throw new IllegalArgumentException(
          "An item must equal what it is after it was written and read again, but "
              + item
              + " became "
              + decoded
              + ": give "
              + item.getClass().getName()
              + " an equals method, make its state what is written, or declare an ItemCodec for it");
    }
  }

  private T found(String id, Reply reply) {
    replica.arrivals().state(id, Meta.read(reply.bytes(1)), reply.bytes(2), reply.bytes(3));
    T item = replica.items().find(id);
    if (item == null) {
      throw new CacheUnavailableException(
          "Item \"" + id + "\" is there, but this replica cannot read it",
          new IllegalStateException("It was written by another version of the application"));
    }
    return item;
  }

  private CacheFullException full() {
    CacheSettings settings = replica.cacheSettings();
    return new CacheFullException(replica.cache(), settings.maxSize());
  }

  /** Gives a reservation back; if Redis cannot be reached, it runs out by itself. */
  void forgo(String id) {
    String token = replica.claims().token(id);
    replica.claims().giveBack(id);
    try {
      replica.call(Script.FORGO, id, token == null ? "" : token);
    } catch (CacheUnavailableException e) {
      replica.log().debug("Reservation of {} is left to run out", id, e);
    }
  }

  boolean remove(String id) {
    Reply reply;
    try {
      reply = replica.call(Script.DELETE, id);
    } catch (CacheUnavailableException e) {
      replica.catchup().doubt(id);
      throw e;
    }
    if (reply.number(0) == 0) {
      return false;
    }
    long version = Meta.read(reply.bytes(1)).version();
    replica.arrivals().removed(id, version, RemovalCause.DELETED);
    return true;
  }
}
