package io.github.autorefresh.cache.engine.hostile;

import java.util.List;

/** What caches that have stopped leave behind. */
final class StoppedCaches {

  private StoppedCaches() {}

  /** The names of the live threads of a cache. */
  static List<String> threadsOf(String cache) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(Thread::isAlive)
        .map(Thread::getName)
        .filter(name -> name.startsWith(cache + "-"))
        .toList();
  }
}
