package io.github.autorefresh.cache.engine;

import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.memory.MemoryItemStore;
import io.github.autorefresh.cache.spi.HandlerMarks;
import io.github.autorefresh.cache.spi.ItemStore;
import io.github.autorefresh.cache.spi.StoreContext;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;

/** A store that is slow to say what is to be given up, as one over a network may be. */
class SlowMarksTest {

  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch answered = new CountDownLatch(1);
  private final CountDownLatch interrupted = new CountDownLatch(1);

  @Test
  void callsAreTimedOutWhileAStoreIsAskedWhatToGiveUp() {
    try (AutoRefreshCache<Job> cache =
        AutoRefreshCacheBuilder.named("jobs")
            .syncTimeout(Duration.ofSeconds(1))
            .handlerRetention(Duration.ofMillis(1))
            .handlesCreated(true)
            .handler(job -> hang())
            .store(this::slowStore)
            .build((Job job) -> job)) {
      cache.getOrCreate(Job.of("a").terminal());
      cache.start();

      soon().until(() -> asked.getCount() == 0);
      soon().until(() -> interrupted.getCount() == 0);

      answered.countDown();
      soon().until(() -> cache.stats().abandoned() == 1);
    } finally {
      answered.countDown();
    }
  }

  /** However busy the machine is. */
  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(60));
  }

  private void hang() throws InterruptedException {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      interrupted.countDown();
      throw e;
    }
  }

  @SuppressWarnings("unchecked") // a proxy of the interface
  private <T extends CacheItem> ItemStore<T> slowStore(StoreContext<T> context) {
    return (ItemStore<T>) slow(ItemStore.class, new MemoryItemStore<>(context));
  }

  private Object slow(Class<?> type, Object real) {
    return Proxy.newProxyInstance(
        SlowMarksTest.class.getClassLoader(),
        new Class<?>[] {type},
        (proxy, method, arguments) -> {
          if (method.getName().equals("giveUp")) {
            asked.countDown();
            answered.await();
          }
          try {
            Object answer = method.invoke(real, arguments);
            return answer instanceof HandlerMarks ? slow(HandlerMarks.class, answer) : answer;
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        });
  }
}
