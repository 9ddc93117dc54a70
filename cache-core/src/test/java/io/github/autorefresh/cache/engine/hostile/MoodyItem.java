package io.github.autorefresh.cache.engine.hostile;

import io.github.autorefresh.cache.CacheItem;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** An item whose methods can be made to throw, from then until all items are repaired. */
final class MoodyItem implements CacheItem {

  /** What may be made to throw. */
  enum Method {
    ID,
    IS_TERMINAL,
    RESYNC_PERIOD,
    EQUALS,
    HASH_CODE,
    TO_STRING;

    /** True if a cache has to call it when it is handed a new state. */
    boolean isAskedOfNewStates() {
      return this == ID || this == IS_TERMINAL || this == RESYNC_PERIOD;
    }
  }

  private static final Map<MoodyItem, Boolean> ALL =
      Collections.synchronizedMap(new IdentityHashMap<>());

  private final String id;
  private final int version;
  private final boolean terminal;
  private final Map<Method, Throwable> broken = new ConcurrentHashMap<>();

  MoodyItem(String id) {
    this(id, 0, false);
  }

  private MoodyItem(String id, int version, boolean terminal) {
    this.id = id;
    this.version = version;
    this.terminal = terminal;
  }

  /** From now on this method throws that. */
  MoodyItem breakDown(Method method, Throwable error) {
    broken.put(method, error);
    ALL.put(this, true);
    return this;
  }

  /** From now on every method throws that. */
  MoodyItem breakDown(Throwable error) {
    for (Method method : Method.values()) {
      breakDown(method, error);
    }
    return this;
  }

  /** From now on no method of any item throws. */
  static void repairAll() {
    ALL.keySet().forEach(item -> item.broken.clear());
    ALL.clear();
  }

  private void perhapsThrow(Method method) {
    Throwable error = broken.get(method);
    if (error != null) {
      throw Thrown.raised(error);
    }
  }

  /** The next state; asks no method, broken or not. */
  MoodyItem next() {
    return new MoodyItem(id, version + 1, terminal);
  }

  /** The final state. */
  MoodyItem terminal() {
    return new MoodyItem(id, version + 1, true);
  }

  int version() {
    return version;
  }

  @Override
  public String id() {
    perhapsThrow(Method.ID);
    return id;
  }

  @Override
  public boolean isTerminal() {
    perhapsThrow(Method.IS_TERMINAL);
    return terminal;
  }

  @Override
  public @Nullable Duration resyncPeriod() {
    perhapsThrow(Method.RESYNC_PERIOD);
    return null;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    perhapsThrow(Method.EQUALS);
    return other instanceof MoodyItem that && id.equals(that.id) && version == that.version;
  }

  @Override
  public int hashCode() {
    perhapsThrow(Method.HASH_CODE);
    return id.hashCode() + version;
  }

  @Override
  public String toString() {
    perhapsThrow(Method.TO_STRING);
    return id + " " + version;
  }
}
