package io.github.autorefresh.cache.spring.redis.script;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Once a second, asks how the stores of all caches over one connection are: in one round trip for
 * all of them, and with an answer or a failure for each. Thread-safe.
 */
final class Heartbeat {

  private static final Logger log = LoggerFactory.getLogger(Heartbeat.class);
  private static final Duration PERIOD = Duration.ofSeconds(1);
  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  private final SharedConnection connection;
  private final List<Participant> caches = new CopyOnWriteArrayList<>();
  private final AtomicBoolean beating = new AtomicBoolean();
  private @Nullable ScheduledFuture<?> timer;

  /** A cache that takes part. */
  interface Participant {

    /**
     * What to ask for it; null for nothing this time.
     *
     * @param sign to publish a sign of life
     */
    SharedConnection.@Nullable Run ask(boolean sign);

    /** The answer to it, or the exception that it has failed with. */
    void heard(Object answer);
  }

  Heartbeat(SharedConnection connection) {
    this.connection = connection;
  }

  synchronized void add(Participant cache) {
    caches.add(cache);
    if (timer == null) {
      timer =
          connection
              .threads()
              .timer()
              .scheduleAtFixedRate(
                  this::beatUnlessBeating, 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  synchronized void remove(Participant cache) {
    caches.remove(cache);
    if (caches.isEmpty() && timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  private void beatUnlessBeating() {
    if (beating.compareAndSet(false, true)) {
      connection.threads().calls().execute(this::beatSafely);
    }
  }

  @SuppressWarnings("CatchThrowable") // the next beat comes whatever this one throws
  private void beatSafely() {
    try {
      beat();
    } catch (Throwable e) {
      log.error("The heartbeat of the shared caches failed and will be repeated", e);
    } finally {
      beating.set(false);
    }
  }

  private record Asked(Participant cache, SharedConnection.Run run) {}

  private void beat() {
    boolean sign = connection.subscriptions().isSilent();
    List<Asked> asked = new ArrayList<>();
    for (Participant cache : caches) {
      SharedConnection.Run run = cache.ask(sign);
      if (run != null) {
        asked.add(new Asked(cache, run));
        sign = false; // one is enough for all
      }
    }
    if (!asked.isEmpty()) {
      List<Object> answers = answers(asked.stream().map(Asked::run).toList());
      for (int i = 0; i < asked.size(); i++) {
        heard(asked.get(i).cache, answers.get(i));
      }
    }
    connection.subscriptions().check();
  }

  private List<Object> answers(List<SharedConnection.Run> runs) {
    Future<List<Object>> trip =
        connection.threads().calls().submit(() -> connection.heartbeats(runs));
    Exception failure;
    try {
      return trip.get(TIMEOUT.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      trip.cancel(true);
      failure = new TimeoutException("Redis has not answered within " + TIMEOUT);
    } catch (InterruptedException e) {
      trip.cancel(true);
      failure = e;
    } catch (ExecutionException e) {
      failure = e.getCause() instanceof Exception cause ? cause : e;
    }
    return Collections.nCopies(runs.size(), failure);
  }

  @SuppressWarnings("CatchThrowable") // a fault of one cache is that cache's alone
  private static void heard(Participant cache, Object answer) {
    try {
      cache.heard(answer);
    } catch (Throwable e) {
      log.error("The heartbeat of a shared cache failed and will be repeated", e);
    }
  }
}
