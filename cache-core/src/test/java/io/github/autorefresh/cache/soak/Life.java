package io.github.autorefresh.cache.soak;

import io.github.autorefresh.cache.RemovalCause;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What became of one generation of an item, as told by events, calls and syncs. Thread-safe. */
final class Life {

  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicInteger creations = new AtomicInteger();
  private final AtomicReference<@Nullable RemovalCause> removed = new AtomicReference<>();
  private volatile boolean answeredGone;
  private volatile boolean terminal;

  /** A sync begins; false if one is under way or there should be none. */
  boolean enter() {
    return calls.incrementAndGet() == 1 && !terminal;
  }

  void leave() {
    calls.decrementAndGet();
  }

  void answeredGone() {
    answeredGone = true;
  }

  void becameTerminal() {
    terminal = true;
  }

  /** It was created; false if it had been before. */
  boolean created() {
    return creations.incrementAndGet() == 1;
  }

  /** It was removed; false if that had happened before or there was no reason for it. */
  boolean removed(RemovalCause cause) {
    boolean reason =
        switch (cause) {
          case DELETED -> true;
          case GONE -> answeredGone;
          case EVICTED, EXPIRED -> terminal;
        };
    return removed.compareAndSet(null, cause) && reason;
  }

  boolean isOver() {
    return removed.get() != null;
  }

  @Override
  public String toString() {
    return "created %s times, removed %s, terminal %s"
        .formatted(creations, removed.get(), terminal);
  }
}
