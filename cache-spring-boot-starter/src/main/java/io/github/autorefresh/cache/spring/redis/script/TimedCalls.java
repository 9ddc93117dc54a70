package io.github.autorefresh.cache.spring.redis.script;

import io.github.autorefresh.cache.CacheUnavailableException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Runs scripts for threads that wait for no longer than they may, and not at all while Redis does
 * not answer: drivers wait for as long as they are configured to. Thread-safe.
 */
public final class TimedCalls {

  private final Availability availability;
  private final ExecutorService threads;
  private final Duration timeout;

  /**
   * Calls of one cache.
   *
   * @param threads that wait for the driver in the place of the caller
   */
  public TimedCalls(Availability availability, ExecutorService threads, Duration timeout) {
    this.availability = availability;
    this.threads = threads;
    this.timeout = timeout;
  }

  /**
   * The answer of a script.
   *
   * @throws CacheUnavailableException if there is none in time
   */
  public <R> R call(Supplier<R> script) {
    return await(begin(script));
  }

  /**
   * As {@link #call}, also if Redis is known not to answer: to see whether it does again.
   *
   * @throws CacheUnavailableException if there is no answer in time
   */
  public <R> R attempt(Supplier<R> script) {
    return await(threads.submit(script::get));
  }

  /**
   * Refuses at once what would wait in vain.
   *
   * @throws CacheUnavailableException if Redis does not answer
   */
  public void refuseUnlessAnswering() {
    Throwable known = availability.failure();
    if (known != null && !availability.answers()) {
      throw unavailable(availability.cache(), known);
    }
  }

  /**
   * Begins to run a script in the background, for {@link #await}.
   *
   * @throws CacheUnavailableException if Redis does not answer
   */
  public <R> Future<R> begin(Supplier<R> script) {
    refuseUnlessAnswering();
    return threads.submit(script::get);
  }

  /** Waits for what is done in the background. */
  public <R> R await(Future<R> work) {
    try {
      return work.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      work.cancel(true);
      TimeoutException why = new TimeoutException("Redis has not answered within " + timeout);
      availability.fails(why);
      throw unavailable(availability.cache(), why);
    } catch (InterruptedException e) {
      work.cancel(true);
      Thread.currentThread().interrupt();
      throw unavailable(availability.cache(), e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException failed
          ? failed
          : unavailable(availability.cache(), e);
    }
  }

  static CacheUnavailableException unavailable(String cache, Throwable cause) {
    return new CacheUnavailableException(
        "The Redis of cache \"" + cache + "\" cannot be used: " + Availability.rootMessage(cause),
        cause);
  }
}
