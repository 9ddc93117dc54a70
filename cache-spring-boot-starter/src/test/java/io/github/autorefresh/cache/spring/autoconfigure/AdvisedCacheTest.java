package io.github.autorefresh.cache.spring.autoconfigure;

import static io.github.autorefresh.cache.spring.autoconfigure.StarterRunner.starter;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheSyncItem;
import io.github.autorefresh.cache.spring.Job;
import java.util.concurrent.atomic.AtomicInteger;
import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.aop.framework.autoproxy.DefaultAdvisorAutoProxyCreator;
import org.springframework.aop.support.ComposablePointcut;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** An aspect may be put in front of a cache, as in front of any other bean. */
class AdvisedCacheTest {

  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  void cacheBehindAProxyIsLikeAnyOther(String proxyTargetClass) {
    starter()
        .withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class))
        .withUserConfiguration(App.class)
        .withPropertyValues(
            "spring.aop.proxy-target-class=" + proxyTargetClass,
            "auto-refresh-cache.caches.jobs.tps=7")
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              AutoRefreshCache<Job> jobs = context.getBean(User.class).jobs;
              jobs.getOrCreate(Job.of("j1"));
              assertThat(jobs.refresh("j1").join().progress()).isPositive();
              assertThat(jobs.settings().tps()).isEqualTo(7);
              assertThat(context.getBean(AtomicInteger.class)).hasPositiveValue();
              assertThat(context.getBean(ManagedCaches.class).beans()).hasSize(1);
              context.getSourceApplicationContext().stop();
              assertThat(jobs.isRunning()).isFalse();
            });
  }

  static class User {
    private final AutoRefreshCache<Job> jobs;

    User(AutoRefreshCache<Job> jobs) {
      this.jobs = jobs;
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class App {
    @Bean
    AtomicInteger calls() {
      return new AtomicInteger();
    }

    @Bean
    CacheSyncItem<Job> jobs() {
      return Job::advanced;
    }

    @Bean
    User user(AutoRefreshCache<Job> jobs) {
      return new User(jobs);
    }

    @Bean
    static DefaultAdvisorAutoProxyCreator proxies() {
      return new DefaultAdvisorAutoProxyCreator();
    }

    @Bean
    static DefaultPointcutAdvisor advisor(AtomicInteger calls) {
      MethodInterceptor counting =
          call -> {
            calls.incrementAndGet();
            return call.proceed();
          };
      return new DefaultPointcutAdvisor(
          new ComposablePointcut(AutoRefreshCache.class::isAssignableFrom), counting);
    }
  }
}
