package io.github.autorefresh.cache.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheSyncItem;
import io.github.autorefresh.cache.spring.Job;
import io.github.autorefresh.cache.spring.Pod;
import io.github.autorefresh.cache.spring.ReceiptSync;
import io.github.autorefresh.cache.spring.autoconfigure.SyncBeans.InheritingClient;
import io.github.autorefresh.cache.spring.autoconfigure.SyncBeans.TrackedSyncs;
import io.github.autorefresh.cache.spring.autoconfigure.SyncBeans.TrackedUser;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.ResolvableType;

class AheadOfTimeTest {

  @TempDir private Path directory;

  @Test
  void processedApplicationHasTheSameCaches() throws Exception {
    assertThat(process().call(AheadOfTimeTest.class, "caches"))
        .isEqualTo(
            List.of(
                "inheriting-client, tps 7.0",
                "receipts, batches of 100",
                "injected: tracked-jobs, tracked-pods",
                "lazy-pods, made: false, runs when asked for: true"));
  }

  @Test
  void nativeImageIsToldWhatIsReflectedOn() {
    RuntimeHints hints = process().hints();
    assertThat(invocation(SyncedCache.class, "create")).accepts(hints);
    assertThat(invocation(SyncedCache.class, "createBatched")).accepts(hints);
    assertThat(invocation(AutoRefreshCacheProperties.class, "setShutdownTimeout")).accepts(hints);
    assertThat(invocation(PerCacheProperties.class, "setTps")).accepts(hints);
    assertThat(invocation(PerCacheProperties.Backoff.class, "setMax")).accepts(hints);
  }

  private static Predicate<RuntimeHints> invocation(Class<?> type, String method) {
    return RuntimeHintsPredicates.reflection()
        .onMethodInvocation(
            Stream.of(type.getDeclaredMethods())
                .filter(candidate -> candidate.getName().equals(method))
                .findFirst()
                .orElseThrow());
  }

  private ProcessedApplication process() {
    return ProcessedApplication.of(
        directory,
        AutoRefreshCacheAutoConfiguration.class,
        InheritingClient.class,
        TrackedSyncs.class,
        LazyPods.class,
        ReceiptSync.class);
  }

  /** Runs the processed application and tells of its caches; called by reflection. */
  static List<String> caches(String... initializer) throws ReflectiveOperationException {
    try (GenericApplicationContext context = new GenericApplicationContext()) {
      TestPropertyValues.of("auto-refresh-cache.caches.inheriting-client.tps=7").applyTo(context);
      initializer(initializer[0]).initialize(context);
      context.refresh();
      AutoRefreshCache<Job> jobs = cache(context, Job.class);
      jobs.getOrCreate(Job.of("j1"));
      jobs.refresh("j1").join();
      AutoRefreshCache<?> receipts = context.getBean("receipts-cache", AutoRefreshCache.class);
      TrackedUser user = context.getBean(TrackedUser.class);
      boolean made = context.getBeanFactory().containsSingleton("lazy-pods");
      AutoRefreshCache<Pod> pods = cache(context, Pod.class);
      return List.of(
          jobs.name() + ", tps " + jobs.settings().tps(),
          receipts.name() + ", batches of " + receipts.settings().maxBatch(),
          "injected: " + user.jobs().name() + ", " + user.pods().name(),
          pods.name() + ", made: " + made + ", runs when asked for: " + pods.isRunning());
    }
  }

  @SuppressWarnings("unchecked") // it is for the kind of context that was processed
  private static ApplicationContextInitializer<GenericApplicationContext> initializer(String name)
      throws ReflectiveOperationException {
    return Class.forName(name)
        .asSubclass(ApplicationContextInitializer.class)
        .getDeclaredConstructor()
        .newInstance();
  }

  private static <T extends CacheItem> AutoRefreshCache<T> cache(
      GenericApplicationContext context, Class<T> item) {
    ResolvableType type = ResolvableType.forClassWithGenerics(AutoRefreshCache.class, item);
    return context.<AutoRefreshCache<T>>getBeanProvider(type).getObject();
  }

  @Configuration(proxyBeanMethods = false)
  static class LazyPods {
    @Bean
    @Lazy
    CacheSyncItem<Pod> lazyPods() {
      return pod -> pod;
    }
  }
}
