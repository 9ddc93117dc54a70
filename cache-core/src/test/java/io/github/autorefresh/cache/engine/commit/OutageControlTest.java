package io.github.autorefresh.cache.engine.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.CacheUnavailableException;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.engine.pace.ExpectedRecovery;
import io.github.autorefresh.cache.engine.pace.Outage;
import io.github.autorefresh.cache.engine.pace.RetryBudget;
import io.github.autorefresh.cache.engine.pace.Throttle;
import io.github.autorefresh.cache.spi.ClaimedItems;
import io.github.autorefresh.cache.spi.ItemStore;
import io.github.autorefresh.cache.spi.ManualTime;
import io.github.autorefresh.cache.spi.SharedOutage;
import io.github.autorefresh.cache.spi.StoreStats;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** An outage that replicas share: what this one makes of what it is told. */
class OutageControlTest {

  private static final long SECOND = 1_000_000_000;
  private static final StoreStats NOTHING_LIVE = new StoreStats(0, 0, 0, 1, 1, 0, 0);

  private final ManualTime time = new ManualTime();
  private final Outage outage =
      new Outage(
          new Outage.Rules(true, 5 * SECOND, SECOND, 10 * SECOND), new RetryBudget(time.nanos()));
  private final Queue<Runnable> housekeeping = new ArrayDeque<>();
  private final List<String> told = new ArrayList<>();
  private boolean unavailable;
  private final OutageControl<Job> control =
      new OutageControl<>(
          outage,
          store(),
          new Throttle(() -> 10, () -> NOTHING_LIVE, 1, null, time.nanos()),
          new ExpectedRecovery(time::nanos),
          1,
          time,
          housekeeping::add,
          new OutageControl.Listener() {
            @Override
            public void began(Throwable cause, long failing) {
              told.add(cause.getMessage());
            }

            @Override
            public void lasts() {}

            @Override
            public void ended(long lastedNanos, long failed) {
              told.add("ended");
            }
          });

  /** One that shares outages, and may not be there. */
  @SuppressWarnings("unchecked")
  private ItemStore<Job> store() {
    return (ItemStore<Job>)
        Proxy.newProxyInstance(
            ItemStore.class.getClassLoader(),
            new Class<?>[] {ItemStore.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "sharesOutages" -> true;
                  case "stats" -> NOTHING_LIVE;
                  case "recover" -> recover();
                  default -> null;
                });
  }

  private long recover() {
    if (unavailable) {
      throw new CacheUnavailableException("gone", new IllegalStateException());
    }
    return 0;
  }

  private void learn(Duration since) {
    Throwable elsewhere = new IllegalStateException("elsewhere");
    control.learn(new SharedOutage(since.toNanos(), elsewhere, 0, 0, 0, true, false));
  }

  private void fail() {
    ClaimedItems<Job> items = new ClaimedItems<>();
    items.add("claim", "job", Job.of("job"), 0, 0);
    items.failed(0, new IllegalStateException("own"), time.nanos());
    items.accept(0);
    control.committed(items, time.nanos());
  }

  private void keepHouse() {
    for (Runnable task = housekeeping.poll(); task != null; task = housekeeping.poll()) {
      task.run();
    }
  }

  @Test
  void itGoesOnWhileTheStoreCannotPutInOrderWhatItLeftBehind() {
    learn(Duration.ofSeconds(10));
    unavailable = true;
    control.look(NOTHING_LIVE, time.nanos());
    keepHouse();
    assertThat(outage.isOn()).isTrue();
    assertThat(told).containsExactly("elsewhere");
    unavailable = false;
    control.look(NOTHING_LIVE, time.nanos());
    assertThat(outage.isOn()).as("whoever looks does not wait for the store").isTrue();
    keepHouse();
    assertThat(outage.isOn()).isFalse();
    assertThat(told).containsExactly("elsewhere", "ended");
  }

  @Test
  void whatFailedHereIsTheCauseIfItFailedInTheOutage() {
    fail();
    time.advance(Duration.ofSeconds(9));
    learn(Duration.ofSeconds(9));
    assertThat(told).containsExactly("own");
  }

  @Test
  void whatFailedHereLongBeforeIsNotTheCause() {
    fail();
    time.advance(Duration.ofMinutes(10));
    learn(Duration.ofSeconds(9));
    assertThat(told).containsExactly("elsewhere");
  }
}
