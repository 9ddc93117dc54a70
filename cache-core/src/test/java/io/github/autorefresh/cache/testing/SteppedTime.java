package io.github.autorefresh.cache.testing;

import io.github.autorefresh.cache.engine.AutoRefreshCacheBuilder;
import io.github.autorefresh.cache.engine.ManualEventLoops;
import io.github.autorefresh.cache.spi.ManualTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.SplittableRandom;

/**
 * Time for tests of code that uses caches: it stands still until the test moves it, and everything
 * that a cache does by itself happens while {@link #turn} or {@link #advance} runs, on the thread
 * that calls them. When they return all is done, so that a test neither waits nor sleeps.
 *
 * <pre>{@code
 * SteppedTime time = new SteppedTime();
 * AutoRefreshCache<Job> jobs =
 *     time.cache("jobs").resyncPeriod(Duration.ofSeconds(30)).build(job -> service.latest(job));
 * jobs.start();
 *
 * jobs.getOrCreate(new Job("j1", "QUEUED"));
 * time.turn();                               // what is due now: the item's first sync
 * assertThat(jobs.get("j1").status()).isEqualTo("RUNNING");
 *
 * service.finish("j1");
 * time.advance(Duration.ofSeconds(30));      // a period passes: every item has been synced
 * assertThat(jobs.get("j1").status()).isEqualTo("DONE");
 * }</pre>
 *
 * <p>In a test of a Spring Boot application, {@code @AutoConfigureSteppedTime} of the starter's
 * test-jar puts every cache of the context under it; the test then injects the {@code SteppedTime}.
 *
 * <p>What to know:
 *
 * <ul>
 *   <li>Intervals are exact, without jitter, but for the one after an item's first sync, which is
 *       shortened to spread the load. It is the same in every run.
 *   <li>Rate limit, timeouts, backoff and retention go by this time too; a limiter that is shared
 *       with the application, and a store on another machine, go by their own.
 *   <li>Futures of {@code refresh} and {@code await} complete in the next turn: make one before
 *       waiting for them.
 *   <li>A sync cannot move time by {@link #advance}, but seem to have taken some by {@link #pass}.
 *   <li>With an {@code executor} set after this, syncs run there, and a test has to wait for them;
 *       stopping a cache then waits for them in this time.
 * </ul>
 *
 * <p>Thread-safe: any thread may use the caches while one moves the time.
 */
public final class SteppedTime implements InstantSource {

  private final ManualTime time = new ManualTime();
  private final ManualEventLoops loops = new ManualEventLoops(time);

  /** Begins a cache that is driven by this time. */
  public AutoRefreshCacheBuilder cache(String name) {
    return drive(AutoRefreshCacheBuilder.named(name));
  }

  /**
   * Drives the caches that this builder makes from now on, in place of its clocks, randomness,
   * executor and jitter.
   *
   * @return the builder
   */
  public AutoRefreshCacheBuilder drive(AutoRefreshCacheBuilder builder) {
    return loops
        .drive(builder)
        .time(time)
        .random(new SplittableRandom(42))
        .executor(Runnable::run)
        .jitter(0);
  }

  /**
   * Does all that is due now.
   *
   * @throws IllegalStateException if called by what a cache calls: a sync, a listener, an observer
   */
  public void turn() {
    loops.turn();
  }

  /**
   * Lets time pass, and does at each moment what is due then: a period of 30 seconds is over twice
   * in an advance by a minute.
   *
   * @throws IllegalArgumentException if the step is negative
   * @throws IllegalStateException if called by what a cache calls: a sync, a listener, an observer
   */
  public void advance(Duration step) {
    loops.advance(notNegative(step));
  }

  /**
   * Lets time pass while caches do nothing, as if this JVM had been held up. In a sync, it lets the
   * call take that long.
   *
   * @throws IllegalArgumentException if the step is negative
   */
  public void pass(Duration step) {
    time.advance(notNegative(step));
  }

  /** Now, for code of the application that shall go by the same time. */
  @Override
  public Instant instant() {
    return time.instant();
  }

  /** How far time has moved so far. */
  public Duration elapsed() {
    return time.elapsed();
  }

  private static Duration notNegative(Duration step) {
    if (step.isNegative()) {
      throw new IllegalArgumentException("step must not be negative, but was " + step);
    }
    return step;
  }
}
