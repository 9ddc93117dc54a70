package io.github.autorefresh.cache.memory;

import org.jspecify.annotations.Nullable;

/**
 * Since when items fail, in the order in which their failures began: a list, since each begins
 * later than those before it, so that the longest is known at no cost. Guarded by the store's lock.
 */
final class Failures {

  private @Nullable Episode first;
  private @Nullable Episode last;

  /** The failures of one item, from its first to its next success or its removal. */
  static final class Episode {

    /** When the first of them was committed, in nanoseconds since the store's origin. */
    final long since;

    private @Nullable Episode before;
    private @Nullable Episode after;

    private Episode(long since) {
      this.since = since;
    }
  }

  /** An item has failed that had not before. */
  Episode begin(long now) {
    Episode episode = new Episode(now);
    Episode previous = last;
    episode.before = previous;
    if (previous == null) {
      first = episode;
    } else {
      previous.after = episode;
    }
    last = episode;
    return episode;
  }

  /** It fails no longer, or has left. To be called once. */
  void end(Episode episode) {
    Episode before = episode.before;
    Episode after = episode.after;
    if (before == null) {
      first = after;
    } else {
      before.after = after;
    }
    if (after == null) {
      last = before;
    } else {
      after.before = before;
    }
  }

  /** For how long the item has failed that fails for longest; zero if none does. */
  long longest(long now) {
    Episode longest = first;
    return longest == null ? 0 : Math.max(0, now - longest.since);
  }
}
