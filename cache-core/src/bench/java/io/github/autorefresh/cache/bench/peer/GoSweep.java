package io.github.autorefresh.cache.bench.peer;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The algorithm of the Go original: one thread takes a snapshot of the keys, looks each one up,
 * waits for the limiter, syncs it, stores what has changed; then sleeps for a period, and again.
 * The limiter is a token bucket whose caller sleeps for each permit that is not there yet, as
 * {@code golang.org/x/time/rate} has it.
 */
public final class GoSweep implements Refresher {

  private final ConcurrentHashMap<String, Item> map = new ConcurrentHashMap<>();
  private final Work work;
  private final @Nullable SleepingBucket limiter;
  private final Loops loop;

  public GoSweep(Work work) {
    this.work = work;
    limiter =
        work.isLimited()
            ? new SleepingBucket(work.tps(), work.burst(), System::nanoTime, LockSupport::parkNanos)
            : null;
    for (Item item : work.items()) {
      map.put(item.id(), item);
    }
    loop =
        new Loops(
            1,
            running -> {
              for (String id : map.keySet().toArray(new String[0])) {
                if (!running.getAsBoolean()) {
                  return;
                }
                sync(id);
              }
              LockSupport.parkNanos(work.period().toNanos());
            });
  }

  private void sync(String id) {
    Item item = map.get(id);
    if (item == null) {
      return;
    }
    if (limiter != null) {
      limiter.await();
    }
    Item latest = work.sync().sync(item);
    if (latest == null) {
      map.remove(id);
    } else if (!latest.equals(item)) {
      map.put(id, latest);
    }
  }

  @Override
  public @Nullable Item get(String id) {
    return map.get(id);
  }

  @Override
  public void start() {
    loop.start();
  }

  @Override
  public void close() {
    loop.close();
  }
}
