package io.github.autorefresh.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.spi.TimeSource;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A pulse that turns only when it is woken, by real threads. */
class ThreadEventLoopThreadsTest {

  private static final int WAKE_UPS = 2_000;
  private static final long FOREVER = Long.MAX_VALUE / 4;

  private final AtomicInteger asked = new AtomicInteger();
  private volatile int seen;
  private final ThreadEventLoop pulse =
      new ThreadEventLoop("pulse", this::turn, TimeSource.system(), FOREVER);

  private long turn() {
    seen = asked.get();
    return EventLoop.Turn.IDLE;
  }

  @AfterEach
  void end() {
    pulse.end();
  }

  @Test
  void noWakeUpIsLost() throws Exception {
    pulse.start();
    IntConsumer waker =
        round -> {
          int mine = asked.incrementAndGet();
          pulse.turnWithin(0);
          while (seen < mine) {
            LockSupport.parkNanos(1_000); // without end, if the wake-up was lost
          }
        };
    Race.run(WAKE_UPS, round -> {}, waker, waker);
    assertThat(seen).isEqualTo(2 * WAKE_UPS);
  }

  @Test
  void endOfAPulseEndsItsThread() {
    pulse.start();
    assertThat(isAlive("pulse")).isTrue();
    pulse.end();
    await().until(() -> !isAlive("pulse"));
  }

  private static boolean isAlive(String name) {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().equals(name));
  }
}
