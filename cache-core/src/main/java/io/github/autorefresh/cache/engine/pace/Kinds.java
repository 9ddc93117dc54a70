package io.github.autorefresh.cache.engine.pace;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.spi.ForeignCode;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was learned, by kind: of at most 1,000 kinds, and then of all others as one. Kinds are the
 * application's objects: their methods run under no lock, and those that throw are taken for null.
 * Thread-safe.
 */
final class Kinds {

  /** Besides null. */
  static final int MOST = 1_000;

  private static final Logger log = LoggerFactory.getLogger(Kinds.class);

  private final String cache;
  private final Hazard ofNull = new Hazard();
  private final Hazard ofOthers = new Hazard();

  /** Copied when a kind is added, so that the methods of kinds run under no lock. */
  private volatile Map<Key, Hazard> known = Map.of();

  private final AtomicBoolean toldOfThrown = new AtomicBoolean();

  /** Asks a kind for its hash code once, so that copying the map asks none. */
  private record Key(Object kind, int hash) {

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key key && key.hash == hash && kind.equals(key.kind);
    }
  }

  Kinds(String cache) {
    this.cache = cache;
  }

  /** The hazard of an item's kind. Runs code of the application; never throws. */
  @SuppressWarnings("CatchThrowable") // whatever it is, it is the application's
  Hazard of(CacheItem item) {
    try {
      Object kind = item.cadenceKind();
      return kind == null ? ofNull : of(new Key(kind, kind.hashCode()));
    } catch (Throwable thrown) {
      if (!toldOfThrown.getAndSet(true)) {
        String what = "the cadence kind of an item threw, and is taken for null (told of once)";
        ForeignCode.warn(log, cache, what, thrown);
      }
      return ofNull;
    }
  }

  private Hazard of(Key kind) {
    while (true) {
      Map<Key, Hazard> before = known;
      Hazard hazard = before.get(kind);
      if (hazard != null) {
        return hazard;
      }
      if (before.size() >= MOST) {
        return ofOthers;
      }
      Map<Key, Hazard> after = new HashMap<>(before);
      Hazard added = new Hazard();
      after.put(kind, added);
      if (replace(before, after)) {
        return added;
      }
    }
  }

  @SuppressWarnings("ReferenceEquality") // whether it is still the same map
  private synchronized boolean replace(Map<Key, Hazard> before, Map<Key, Hazard> after) {
    if (known != before) {
      return false;
    }
    known = after;
    return true;
  }

  /** Tells of all kinds by their names; null for the kind null. Runs code of the application. */
  void forEach(BiConsumer<@Nullable String, Hazard> action) {
    action.accept(null, ofNull);
    known.forEach((key, hazard) -> action.accept(name(key.kind), hazard));
    if (known.size() >= MOST) {
      action.accept("(all others)", ofOthers);
    }
  }

  private static String name(Object kind) {
    String[] name = {kind.getClass().getName() + " (it throws when printed)"};
    ForeignCode.contained(() -> name[0] = String.valueOf(kind), () -> {});
    return name[0];
  }
}
