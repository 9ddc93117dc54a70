package io.github.autorefresh.cache.spring.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.Job;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A thread is held up between the answer that grants it something and taking note of that, and
 * Redis loses everything meanwhile: what is put back then does not include what was granted.
 */
@NeedsRedis
class StalledAnswerTest {

  /**
   * An epoch that follows another one opens after three seconds: within this, nothing may begin.
   */
  private static final Duration NOT_OPEN_YET = Duration.ofSeconds(1);

  private final RedisServer redis = RedisServer.start();
  private final Replicas replicas = new Replicas(redis);
  private final CountDownLatch stalled = new CountDownLatch(1);
  private final CountDownLatch goesOn = new CountDownLatch(1);
  private final AtomicInteger calls = new AtomicInteger();
  private volatile Predicate<Object> stalls = answer -> false;

  @AfterEach
  void close() {
    goesOn.countDown();
    replicas.close();
    redis.close();
  }

  private Object stall(Object[] arguments, Object answer) throws InterruptedException {
    if (stalled.getCount() > 0 && stalls.test(answer)) {
      stalled.countDown();
      goesOn.await();
    }
    return answer;
  }

  private static boolean has(Object answer, String part) {
    return answer instanceof List<?> parts
        && parts.stream()
            .anyMatch(
                each -> each instanceof byte[] bytes && new String(bytes, UTF_8).equals(part));
  }

  private AutoRefreshCache<Job> started() {
    AutoRefreshCache<Job> cache =
        replicas.addIntercepted(
            this::stall,
            job -> {
              calls.incrementAndGet();
              return job.next();
            },
            builder -> builder);
    cache.start();
    cache.getOrCreate(new Job("other", 0, true, null));
    return cache;
  }

  private void loseEverythingAndGoOnOnceItIsBack() throws InterruptedException {
    stalled.await();
    redis.run("FLUSHALL");
    await().until(() -> redis.run("HEXISTS", replicas.key("items"), "other").equals(true));
    goesOn.countDown();
  }

  @Test
  void claimIsWorthNothing() throws InterruptedException {
    AutoRefreshCache<Job> cache = started();
    stalls =
        answer -> has(answer, "a") && Thread.currentThread().getName().startsWith("jobs-sync-");
    cache.getOrCreate(Job.of("a"));
    loseEverythingAndGoOnOnceItIsBack();
    await().during(NOT_OPEN_YET).until(() -> calls.get() == 0);
    await().until(() -> cache.get("a").version() == 1);
    assertThat(calls).hasValue(1);
  }

  @Test
  void reservationIsMadeAnew() throws InterruptedException {
    AutoRefreshCache<Job> cache = started();
    stalls = answer -> has(answer, "R");
    AtomicInteger creations = new AtomicInteger();
    CompletableFuture<Job> created =
        CompletableFuture.supplyAsync(
            () ->
                cache.getOrCreate(
                    "a",
                    id -> {
                      creations.incrementAndGet();
                      return Job.of(id);
                    }));
    loseEverythingAndGoOnOnceItIsBack();
    await().during(NOT_OPEN_YET).until(() -> creations.get() == 0);
    assertThat(created.join()).isEqualTo(Job.of("a"));
    assertThat(creations).hasValue(1);
  }
}
