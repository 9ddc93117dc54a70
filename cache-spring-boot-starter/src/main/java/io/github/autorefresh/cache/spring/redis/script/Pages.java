package io.github.autorefresh.cache.spring.redis.script;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * How much one script takes: 256 items or a mebibyte, whichever comes first; a larger item is taken
 * alone. Stateless.
 */
public final class Pages {

  /** Shares of a page. */
  public static final int SIZE = 256;

  private static final int SHARE_BYTES = (1 << 20) / SIZE;

  private Pages() {}

  /** The shares that an item of this many bytes takes. */
  static int weight(int bytes) {
    return Math.max(1, (bytes + SHARE_BYTES - 1) / SHARE_BYTES);
  }

  /** Parts a list, in its order, into pages. */
  static <E> List<List<E>> of(List<E> all, ToIntFunction<E> weight) {
    List<List<E>> pages = new ArrayList<>();
    int from = 0;
    int taken = 0;
    for (int i = 0; i < all.size(); i++) {
      int more = weight.applyAsInt(all.get(i));
      if (i > from && taken + more > SIZE) {
        pages.add(all.subList(from, i));
        from = i;
        taken = 0;
      }
      taken += more;
    }
    if (from < all.size()) {
      pages.add(all.subList(from, all.size()));
    }
    return pages;
  }
}
