package io.github.autorefresh.cache.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.engine.pace.HoldLog;
import io.github.autorefresh.cache.engine.pace.Throttle;
import io.github.autorefresh.cache.limit.TokenBucketRateLimiter;
import io.github.autorefresh.cache.memory.MemoryItemStore;
import io.github.autorefresh.cache.spi.ClaimedItems;
import io.github.autorefresh.cache.spi.ItemPeriod;
import io.github.autorefresh.cache.spi.ItemStore;
import io.github.autorefresh.cache.spi.ManualTime;
import io.github.autorefresh.cache.spi.RecordedChanges;
import io.github.autorefresh.cache.spi.StoreContext;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoopsTest {

  private final ManualTime time = new ManualTime();
  private final ItemStore<Job> store =
      new MemoryItemStore<>(
          new StoreContext<>(
              "jobs",
              CacheSettings.defaults(),
              TokenBucketRateLimiter.unlimited(),
              time,
              new RecordedChanges()));
  private final List<String> events = new ArrayList<>();
  private final NotedLoop dispatching = new NotedLoop("dispatch");
  private final NotedLoop watching = new NotedLoop("watch");
  private final Claiming claiming =
      new Claiming(
          new Throttle(() -> Double.POSITIVE_INFINITY, store::stats, 1, null, time.nanos()),
          1,
          time,
          new HoldLog("jobs"));
  private final Loops loops = new Loops(store, claiming);

  /** Notes what it is told. */
  private final class NotedLoop implements EventLoop {

    private final String name;
    private boolean later = true;
    private boolean startable = true;

    NotedLoop(String name) {
      this.name = name;
    }

    @Override
    public void start() {
      if (!startable) {
        throw new OutOfMemoryError("no thread");
      }
      events.add(name + " starts");
    }

    @Override
    public void turnWithin(long nanos) {
      events.add(name + " turns within " + nanos);
    }

    @Override
    public boolean isLaterThan(long nanos) {
      return later;
    }

    @Override
    public void end() {
      events.add(name + " ends");
    }
  }

  @BeforeEach
  void connect() {
    loops.connect(dispatching, watching);
  }

  private void create(String id) {
    store.reserve(id);
    store.fulfil(id, Job.of(id), ItemPeriod.OF_CACHE, 0);
  }

  @Test
  void bothStartAndTurnAtOnce() {
    loops.start();
    assertThat(events)
        .containsExactly(
            "dispatch starts", "watch starts", "dispatch turns within 0", "watch turns within 0");
  }

  @Test
  void neitherTurnsIfOneCannotStart() {
    watching.startable = false;
    assertThatThrownBy(loops::start).isInstanceOf(OutOfMemoryError.class);
    assertThat(events).containsExactly("dispatch starts", "dispatch ends", "watch ends");
  }

  @Test
  void bothEnd() {
    loops.end();
    assertThat(events).containsExactly("dispatch ends", "watch ends");
  }

  @Test
  void wakeUpIsForBoth() {
    loops.wake();
    assertThat(events).containsExactly("dispatch turns within 0", "watch turns within 0");
  }

  @Test
  void nothingTurnsBeforeThereAreLoops() {
    Loops none = new Loops(store, claiming);
    none.start();
    none.wake();
    none.workMayBeDue();
    none.workersMayBeMissing();
    none.workerLeft();
    none.dueIn(1);
    none.watchWithin(1);
    none.end();
    assertThat(events).isEmpty();
  }

  @Test
  void dispatcherTurnsAtOnceForWhatIsClaimable() {
    create("a");
    loops.workMayBeDue();
    assertThat(events).containsExactly("dispatch turns within 0");
  }

  @Test
  void dispatcherTurnsWhenTheNextItemIsDue() {
    create("a");
    ClaimedItems<Job> items = new ClaimedItems<>();
    store.claim(items, 1);
    items.unchanged(0, time.nanos() + 600_000_000);
    items.committedAt(time.nanos());
    store.commit(items);
    store.release(items);
    loops.workMayBeDue();
    assertThat(events).containsExactly("dispatch turns within 600000000");
  }

  @Test
  void dispatcherThatTurnsAnywayIsNotWoken() {
    create("a");
    dispatching.later = false;
    loops.workMayBeDue();
    assertThat(events).isEmpty();
  }

  @Test
  void dispatcherIsNotWokenForWorkWhileThereAreEnoughWorkers() {
    create("a");
    loops.full(true);
    assertThat(loops.isFull()).isTrue();
    loops.workMayBeDue();
    loops.dueIn(0);
    assertThat(events).isEmpty();
  }

  @Test
  void dispatcherIsWokenIfThereMayBeTooFewWorkersEvenIfThereSeemToBeEnough() {
    loops.full(true);
    loops.workersMayBeMissing();
    assertThat(events).containsExactly("dispatch turns within 0");
  }

  @Test
  void workerThatLeavesMakesRoomForAnother() {
    create("a");
    loops.full(true);
    loops.workerLeft();
    assertThat(events).containsExactly("dispatch turns within 0");
    assertThat(loops.isFull()).isFalse();
  }

  @Test
  void whatIsDueSoonIsTheDispatchersAndWhatTakesTooLongTheWatchs() {
    loops.dueIn(5);
    loops.watchWithin(7);
    assertThat(events).containsExactly("dispatch turns within 5", "watch turns within 7");
  }
}
