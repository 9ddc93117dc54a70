package io.github.autorefresh.cache.spring.autoconfigure;

import static io.github.autorefresh.cache.spring.autoconfigure.StarterRunner.starter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheSyncItem;
import io.github.autorefresh.cache.spring.Job;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.TaskDecorator;
import org.springframework.util.ReflectionUtils;

class ThreadsTest {

  private final ApplicationContextRunner runner =
      starter()
          .withConfiguration(AutoConfigurations.of(TaskExecutionAutoConfiguration.class))
          .withUserConfiguration(Jobs.class);

  @Test
  void applicationTaskExecutorIsNotDisplaced() {
    runner.run(
        context -> {
          assertThat(context).hasBean("applicationTaskExecutor");
          assertThat(context).hasSingleBean(Executor.class);
        });
  }

  @Test
  void applicationTaskExecutorIsNotDisplacedByVirtualThreadsEither() {
    runner
        .withPropertyValues("spring.threads.virtual.enabled=true")
        .run(
            context -> {
              assertThat(context).hasBean("applicationTaskExecutor");
              assertThat(context).hasSingleBean(Executor.class);
            });
  }

  @Test
  void syncsRunOnThreadsNamedAfterTheCache() {
    runner.run(
        context -> {
          Thread thread = threadOfASync(context);
          assertThat(thread.getName()).startsWith("jobs-sync-");
          assertThat(isVirtual(thread)).isFalse();
        });
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_21)
  void syncsRunOnVirtualThreadsNamedAfterTheCacheIfTheseAreEnabled() {
    runner
        .withPropertyValues("spring.threads.virtual.enabled=true")
        .run(
            context -> {
              Thread thread = threadOfASync(context);
              assertThat(thread.getName()).startsWith("jobs-sync-");
              assertThat(isVirtual(thread)).isTrue();
            });
  }

  @Test
  void executorOfACustomizerIsUsed() {
    AutoRefreshCacheBuilderCustomizer customizer =
        (name, builder) -> builder.executor(task -> new Thread(task, "mine").start());
    runner
        .withPropertyValues("spring.threads.virtual.enabled=true")
        .withBean(AutoRefreshCacheBuilderCustomizer.class, () -> customizer)
        .run(context -> assertThat(threadOfASync(context).getName()).isEqualTo("mine"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void namedExecutorIsUsedAndGoesBeforeVirtualThreads(boolean virtualThreads) {
    runner
        .withPropertyValues(
            "spring.threads.virtual.enabled=" + virtualThreads,
            "auto-refresh-cache.executor=applicationTaskExecutor",
            "auto-refresh-cache.caches.jobs.executor=own")
        .withBean("own", Executor.class, () -> task -> new Thread(task, "own-1").start())
        .run(context -> assertThat(threadOfASync(context).getName()).isEqualTo("own-1"));
    runner
        .withPropertyValues(
            "spring.threads.virtual.enabled=" + virtualThreads,
            "auto-refresh-cache.executor=applicationTaskExecutor",
            "spring.task.execution.thread-name-prefix=boot-")
        .run(context -> assertThat(threadOfASync(context).getName()).matches("boot-\\d+"));
  }

  @Test
  void customizerGoesBeforeANamedExecutor() {
    AutoRefreshCacheBuilderCustomizer customizer =
        (name, builder) -> builder.executor(task -> new Thread(task, "mine").start());
    runner
        .withPropertyValues("auto-refresh-cache.executor=applicationTaskExecutor")
        .withBean(AutoRefreshCacheBuilderCustomizer.class, () -> customizer)
        .run(context -> assertThat(threadOfASync(context).getName()).isEqualTo("mine"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"nobodys", "jobs"})
  void executorThatDoesNotExistFailsTheStartNamingThoseThatDo(String name) {
    runner
        .withPropertyValues("auto-refresh-cache.caches.jobs.executor=" + name)
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .hasStackTraceContaining("auto-refresh-cache.caches.jobs.executor")
                    .hasStackTraceContaining("'" + name + "'")
                    .hasStackTraceContaining("Executor beans that exist: applicationTaskExecutor"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void threadsHaveTheApplicationsPrefixAndDecorators(boolean virtualThreads) {
    AtomicInteger decorated = new AtomicInteger();
    TaskDecorator decorator =
        task ->
            () -> {
              decorated.incrementAndGet();
              task.run();
            };
    runner
        .withPropertyValues(
            "spring.threads.virtual.enabled=" + virtualThreads,
            "spring.task.execution.thread-name-prefix=shop-")
        .withBean(TaskDecorator.class, () -> decorator)
        .run(
            context -> {
              assertThat(threadOfASync(context).getName()).startsWith("shop-jobs-sync-");
              assertThat(decorated).hasPositiveValue();
            });
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void syncKnowsNothingOfWhoHasStartedItsCache(boolean virtualThreads) {
    Jobs.CALLER.set("some request");
    try {
      runner
          .withPropertyValues("spring.threads.virtual.enabled=" + virtualThreads)
          .run(
              context -> {
                threadOfASync(context);
                assertThat(context.getBean(User.class).caller().get()).isEmpty();
              });
    } finally {
      Jobs.CALLER.remove();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void syncHasTheClassLoaderOfTheApplication(boolean virtualThreads) {
    ClassLoader application = new URLClassLoader(new URL[0], getClass().getClassLoader());
    runner
        .withClassLoader(application)
        .withPropertyValues("spring.threads.virtual.enabled=" + virtualThreads)
        .run(
            context ->
                assertThat(threadOfASync(context).getContextClassLoader()).isSameAs(application));
  }

  private static boolean isVirtual(Thread thread) {
    var method = ReflectionUtils.findMethod(Thread.class, "isVirtual");
    return method != null && Boolean.TRUE.equals(ReflectionUtils.invokeMethod(method, thread));
  }

  private static Thread threadOfASync(AssertableApplicationContext context) {
    User user = context.getBean(User.class);
    user.cache().getOrCreate(Job.of("j1"));
    return await().until(user.thread()::get, Objects::nonNull);
  }

  record User(
      AutoRefreshCache<Job> cache,
      AtomicReference<Thread> thread,
      AtomicReference<Optional<String>> caller) {}

  @Configuration(proxyBeanMethods = false)
  static class Jobs {
    static final InheritableThreadLocal<String> CALLER = new InheritableThreadLocal<>();

    @Bean
    AtomicReference<Thread> thread() {
      return new AtomicReference<>();
    }

    @Bean
    AtomicReference<Optional<String>> caller() {
      return new AtomicReference<>();
    }

    @Bean
    CacheSyncItem<Job> jobs(
        AtomicReference<Thread> thread, AtomicReference<Optional<String>> caller) {
      return job -> {
        caller.set(Optional.ofNullable(CALLER.get()));
        thread.set(Thread.currentThread());
        return job;
      };
    }

    @Bean
    User user(
        AutoRefreshCache<Job> cache,
        AtomicReference<Thread> thread,
        AtomicReference<Optional<String>> caller) {
      return new User(cache, thread, caller);
    }
  }
}
