package io.github.autorefresh.cache.engine;

import java.util.HashMap;
import java.util.Map;

/**
 * What creations, removals and syncs mean one after another: the specification that concurrent ones
 * are held against. An item is known by its version. Public, as Lincheck needs it.
 */
public final class SequentialItems {

  static final int ABSENT = -1;

  private final Map<String, Integer> versions = new HashMap<>();

  public int get(String id) {
    return versions.getOrDefault(id, ABSENT);
  }

  public int getOrCreate(String id, int version) {
    versions.putIfAbsent(id, version);
    return get(id);
  }

  public int getOrCreateBy(String id, int version) {
    return getOrCreate(id, version);
  }

  public boolean delete(String id) {
    return versions.remove(id) != null;
  }

  /** One sync that finds the next version; answers the version, or that there is no item. */
  public int sync(String id) {
    versions.computeIfPresent(id, (key, version) -> version + 1);
    return get(id);
  }

  /** One sync that finds the item gone; answers whether it removed the item. */
  public boolean syncToGone(String id) {
    return delete(id);
  }
}
