package io.github.autorefresh.cache.spring.redis.sync;

import io.github.autorefresh.cache.spring.redis.script.Availability;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The items that are in Redis in a form that cannot be read here: another release has written them.
 * They are left alone. Thread-safe.
 */
public final class UnreadableItems {

  private static final Logger log = LoggerFactory.getLogger(UnreadableItems.class);

  private final String cache;
  private final Consumer<String> onReadable;
  private final Map<String, String> causes = new ConcurrentHashMap<>();

  /**
   * Of one cache; none yet.
   *
   * @param onReadable is told of each id whose item can be read, or is gone
   */
  public UnreadableItems(String cache, Consumer<String> onReadable) {
    this.cache = cache;
    this.onReadable = onReadable;
  }

  /** How many there are. */
  public int count() {
    return causes.size();
  }

  /** Some of their ids, with the causes. */
  public Map<String, String> some(int most) {
    Map<String, String> some = new TreeMap<>();
    causes.entrySet().stream()
        .limit(most)
        .forEach(each -> some.put(each.getKey(), each.getValue()));
    return some;
  }

  /** The ids of all of them. */
  Set<String> ids() {
    return new HashSet<>(causes.keySet());
  }

  /** True if it is among them. */
  public boolean contains(String id) {
    return causes.containsKey(id);
  }

  void add(String id, Throwable cause) {
    boolean first = causes.isEmpty();
    if (causes.put(id, Availability.rootMessage(cause)) == null && first) {
      log.warn(
          "Cache \"{}\": item \"{}\" in Redis cannot be read here, and is left alone; further ones"
              + " are only counted",
          cache,
          id,
          cause);
    }
  }

  void isReadable(String id) {
    causes.remove(id);
    onReadable.accept(id);
  }
}
