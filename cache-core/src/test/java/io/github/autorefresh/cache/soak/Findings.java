package io.github.autorefresh.cache.soak;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What should not have happened; the first few of it. Thread-safe. */
final class Findings {

  private static final int MOST = 20;

  private final List<String> found = new CopyOnWriteArrayList<>();

  void require(boolean holds, String otherwise, Object about) {
    if (!holds && found.size() < MOST) {
      found.add(otherwise + ": " + about);
    }
  }

  List<String> all() {
    return found;
  }
}
