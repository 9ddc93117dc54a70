package io.github.autorefresh.cache.engine.call;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.spi.ForeignCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns of items whose class has no {@code equals} of its own: every copy that a sync returns then
 * counts as an update. Looks at the first update and no further.
 */
final class ItemEquality {

  private static final Logger log = LoggerFactory.getLogger(ItemEquality.class);

  private final String cache;
  private volatile boolean looked;

  ItemEquality(String cache) {
    this.cache = cache;
  }

  /** An item has been updated to this. */
  void look(CacheItem update) {
    if (looked) {
      return;
    }
    looked = true;
    Class<?> type = update.getClass();
    if (inheritsEquals(type)) {
      ForeignCode.log(
          () ->
              log.warn(
                  "Cache \"{}\": {} has no equals of its own, so every copy that a sync returns"
                      + " counts as an update, listeners hear of it, and nothing is ever"
                      + " unchanged; make it a record, or add equals and hashCode",
                  cache,
                  type.getName()));
    }
  }

  private static boolean inheritsEquals(Class<?> type) {
    try {
      return type.getMethod("equals", Object.class).getDeclaringClass() == Object.class;
    } catch (NoSuchMethodException e) {
      return false; // every class has one
    }
  }
}
