package io.github.autorefresh.cache.engine.pace;

/** Allows something once a minute at most. Guarded by whoever has it; times as told. */
public final class OncePerMinute {

  private static final long MINUTE_NANOS = 60_000_000_000L;

  private boolean ever;
  private long at;

  /** True if it may be done now; then it counts as done. */
  public boolean take(long now) {
    if (ever && now - at < MINUTE_NANOS) {
      return false;
    }
    ever = true;
    at = now;
    return true;
  }
}
