package io.github.autorefresh.cache.spring.autoconfigure;

import static io.github.autorefresh.cache.spring.autoconfigure.StarterRunner.starter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheSyncItem;
import io.github.autorefresh.cache.engine.AutoRefreshCacheBuilder;
import io.github.autorefresh.cache.spring.Job;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

class BoundedStopTest {

  @Test
  void callbacksThatIgnoreInterruptsHoldTheStopNoLongerThanItsBound() {
    starter()
        .withPropertyValues("auto-refresh-cache.shutdown-timeout=200ms")
        .withUserConfiguration(DeafCaches.class)
        .run(
            context -> {
              Deaf deaf = context.getBean(Deaf.class);
              context.getBeansOfType(AutoRefreshCache.class).values().forEach(deaf::keepBusy);
              await().until(() -> deaf.calls.get() == 3);

              long begin = System.nanoTime();
              context(context).close();
              Duration took = Duration.ofNanos(System.nanoTime() - begin);
              deaf.mayEnd.set(true);

              assertThat(took).isBetween(Duration.ofMillis(200), Duration.ofMillis(1200 + 300));
            });
  }

  @Test
  void callbackMayCloseTheContext() {
    starter()
        .withUserConfiguration(ClosingSync.class)
        .withPropertyValues("auto-refresh-cache.shutdown-timeout=1m")
        .run(
            context -> {
              AutoRefreshCache<?> jobs = context.getBean(AutoRefreshCache.class);
              context.getBean(ClosingSync.class).begin();
              await()
                  .atMost(Duration.ofSeconds(30))
                  .untilAsserted(() -> assertThat(context(context).isActive()).isFalse());
              assertThat(jobs.isRunning()).isFalse();
            });
  }

  private static ConfigurableApplicationContext context(AssertableApplicationContext context) {
    return context.getSourceApplicationContext(ConfigurableApplicationContext.class);
  }

  /** A sync function that does not listen when it is asked to stop. */
  static final class Deaf {
    final AtomicInteger calls = new AtomicInteger();
    final AtomicBoolean mayEnd = new AtomicBoolean();

    Job sync(Job job) {
      calls.incrementAndGet();
      while (!mayEnd.get()) {
        LockSupport.parkNanos(1_000_000);
        Thread.interrupted();
      }
      return job;
    }

    @SuppressWarnings("unchecked")
    void keepBusy(AutoRefreshCache<?> cache) {
      ((AutoRefreshCache<Job>) cache).getOrCreate(Job.of("j1"));
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class DeafCaches {
    @Bean
    Deaf deaf() {
      return new Deaf();
    }

    @Bean
    AutoRefreshCache<Job> first(AutoRefreshCacheFactory caches, Deaf deaf) {
      return caches.create("first", Job.class, deaf::sync);
    }

    @Bean
    AutoRefreshCache<Job> second(AutoRefreshCacheFactory caches, Deaf deaf) {
      return caches.create("second", Job.class, deaf::sync);
    }

    @Bean
    AutoRefreshCache<Job> third(Deaf deaf) {
      return AutoRefreshCacheBuilder.named("third")
          .shutdownTimeout(Duration.ofMillis(100))
          .build(deaf::sync);
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class ClosingSync {
    @Autowired ConfigurableApplicationContext context;
    @Autowired @Lazy AutoRefreshCache<Job> cache;

    @Bean
    CacheSyncItem<Job> jobs() {
      return job -> {
        context.close();
        return job;
      };
    }

    void begin() {
      cache.getOrCreate(Job.of("j1"));
    }
  }
}
