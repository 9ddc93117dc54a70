package io.github.autorefresh.cache.bench.outage;

import com.github.benmanes.caffeine.cache.CacheLoader;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.autorefresh.cache.bench.peer.Item;
import io.github.autorefresh.cache.bench.peer.Peer;
import io.github.autorefresh.cache.bench.peer.SleepingBucket;
import io.github.autorefresh.cache.testing.SteppedTime;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Who keeps items fresh through a scenario, each in the way it is used elsewhere here. */
public enum Contender {

  /** This project's cache, as it is by default. */
  AUTO_REFRESH_CACHE(Peer.AUTO_REFRESH_CACHE.label()) {
    @Override
    public Calls run(Scenario scenario) {
      SteppedTime time = new SteppedTime();
      Calls calls = new Calls(scenario, () -> time.elapsed().toNanos());
      try (var cache =
          time.cache("bench")
              .resyncPeriod(scenario.period())
              .rateLimit(scenario.tps(), scenario.burst())
              .jitter(0.1)
              .build(calls::sync)) {
        for (Item item : Item.make(scenario.items())) {
          cache.getOrCreate(item);
        }
        cache.start();
        time.advance(Duration.ofNanos(scenario.endsAt()));
      }
      return calls;
    }
  },

  /** A loop over all items at a fixed rate, which catches what a call throws. */
  SCHEDULED_LOOP("@Scheduled, a loop over all items") {
    @Override
    public Calls run(Scenario scenario) {
      return pass(scenario, (calls, clock) -> calls::sync, scenario.period());
    }
  },

  /** Caffeine's {@code refresh} for every key, by a loop at a fixed rate. */
  CAFFEINE_REFRESH(Peer.CAFFEINE_REFRESH.label()) {
    @Override
    public Calls run(Scenario scenario) {
      return pass(
          scenario,
          (calls, clock) -> {
            LoadingCache<Item, Item> cache =
                Caffeine.newBuilder().executor(Runnable::run).build(new Loader(calls));
            return item -> {
              var unused = cache.refresh(item);
            };
          },
          scenario.period());
    }
  },

  /** Caffeine's {@code refreshAfterWrite}; each key is read once a second. */
  CAFFEINE_AFTER_WRITE("Caffeine, refreshAfterWrite, each item read once a second") {
    @Override
    public Calls run(Scenario scenario) {
      return pass(
          scenario,
          (calls, clock) -> {
            LoadingCache<Item, Item> cache =
                Caffeine.newBuilder()
                    .executor(Runnable::run)
                    .ticker(clock)
                    .refreshAfterWrite(scenario.period())
                    .build(new Loader(calls));
            return item -> {
              var unused = cache.get(item);
            };
          },
          Duration.ofSeconds(1));
    }
  },

  /** One call after the other under the limit, then a sleep of one period. */
  GO_SWEEP(Peer.GO_SWEEP.label()) {
    @Override
    public Calls run(Scenario scenario) {
      SimulatedClock clock = new SimulatedClock();
      Calls calls = new Calls(scenario, clock::read);
      SleepingBucket limiter =
          new SleepingBucket(
              scenario.tps(),
              scenario.burst(),
              clock::read,
              nanos -> clock.sleep(Duration.ofNanos(nanos)));
      Item[] items = Item.make(scenario.items());
      while (clock.read() < scenario.endsAt()) {
        for (Item item : items) {
          limiter.await();
          attempt(calls::sync, item);
        }
        clock.sleep(scenario.period());
      }
      return calls;
    }
  };

  private final String label;

  Contender(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }

  /** Goes through the scenario from start to end. */
  public abstract Calls run(Scenario scenario);

  /** What is done for each item in a pass. */
  private interface Step {
    void take(Item item);
  }

  private interface StepFactory {
    Step create(Calls calls, SimulatedClock clock);
  }

  /** Passes over all items, each at once, at a fixed rate. */
  private static Calls pass(Scenario scenario, StepFactory steps, Duration every) {
    SimulatedClock clock = new SimulatedClock();
    Calls calls = new Calls(scenario, clock::read);
    Step step = steps.create(calls, clock);
    Item[] items = Item.make(scenario.items());
    while (clock.read() < scenario.endsAt()) {
      for (Item item : items) {
        attempt(step, item);
      }
      clock.sleep(every);
    }
    return calls;
  }

  private static void attempt(Step step, Item item) {
    try {
      step.take(item);
    } catch (IllegalStateException down) {
      // the next pass tries again
    }
  }

  private record Loader(Calls calls) implements CacheLoader<Item, Item> {

    private static final Logger LOG = Logger.getLogger("com.github.benmanes.caffeine");

    Loader {
      LOG.setLevel(Level.OFF); // or it prints a stack trace for each call that fails
    }

    @Override
    public @Nullable Item load(Item item) {
      return calls.sync(item);
    }

    @Override
    public Item reload(Item item, Item old) {
      return calls.sync(item);
    }
  }
}
