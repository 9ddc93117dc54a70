package io.github.autorefresh.cache.engine.handle;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.ItemHandler;
import io.github.autorefresh.cache.engine.pace.OncePerMinute;
import io.github.autorefresh.cache.spi.ForeignCode;
import io.github.autorefresh.cache.spi.TimeSource;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which states a handler wants; those of which it cannot say are wanted. Runs code of the
 * application and never throws. Thread-safe.
 */
public final class Wants<T extends CacheItem> implements Predicate<T> {

  private static final Logger log = LoggerFactory.getLogger(Wants.class);

  private final String cache;
  private final ItemHandler<? super T> handler;
  private final TimeSource time;
  private final OncePerMinute lines = new OncePerMinute(); // guarded by itself

  /** What this handler wants. */
  public Wants(String cache, ItemHandler<? super T> handler, TimeSource time) {
    this.cache = cache;
    this.handler = handler;
    this.time = time;
  }

  /** To be called where the thread is restored afterwards. */
  @Override
  @SuppressWarnings("CatchThrowable") // whatever it is, the state is wanted
  public boolean test(T state) {
    try {
      return handler.wants(state);
    } catch (Throwable thrown) {
      if (mayLog()) {
        ForeignCode.warn(log, cache, "the handler's wants threw, which counts as true", thrown);
      }
      return true;
    }
  }

  /** The same on a thread of the application, which is left as it was. */
  boolean testContained(T state) {
    AtomicBoolean wanted = new AtomicBoolean();
    ForeignCode.run(log, cache, "the handler's wants", () -> wanted.set(test(state)));
    return wanted.get();
  }

  private boolean mayLog() {
    synchronized (lines) {
      return lines.take(time.nanos());
    }
  }
}
