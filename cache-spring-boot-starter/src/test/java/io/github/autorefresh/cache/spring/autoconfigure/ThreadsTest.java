package io.github.autorefresh.cache.spring.autoconfigure;

import static io.github.autorefresh.cache.spring.autoconfigure.StarterRunner.starter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheSyncItem;
import io.github.autorefresh.cache.spring.Job;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
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

  private static boolean isVirtual(Thread thread) {
    var method = ReflectionUtils.findMethod(Thread.class, "isVirtual");
    return method != null && Boolean.TRUE.equals(ReflectionUtils.invokeMethod(method, thread));
  }

  private static Thread threadOfASync(AssertableApplicationContext context) {
    User user = context.getBean(User.class);
    user.cache().getOrCreate(Job.of("j1"));
    return await().until(user.thread()::get, Objects::nonNull);
  }

  record User(AutoRefreshCache<Job> cache, AtomicReference<Thread> thread) {}

  @Configuration(proxyBeanMethods = false)
  static class Jobs {
    @Bean
    AtomicReference<Thread> thread() {
      return new AtomicReference<>();
    }

    @Bean
    CacheSyncItem<Job> jobs(AtomicReference<Thread> thread) {
      return job -> {
        thread.set(Thread.currentThread());
        return job;
      };
    }

    @Bean
    User user(AutoRefreshCache<Job> cache, AtomicReference<Thread> thread) {
      return new User(cache, thread);
    }
  }
}
