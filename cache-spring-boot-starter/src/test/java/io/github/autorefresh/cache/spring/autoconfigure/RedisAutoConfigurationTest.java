package io.github.autorefresh.cache.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheSyncItem;
import io.github.autorefresh.cache.spring.Job;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class RedisAutoConfigurationTest {

  private final ApplicationContextRunner runner =
      StarterRunner.starter()
          .withConfiguration(
              AutoConfigurations.of(
                  DataRedisAutoConfiguration.class, AutoRefreshCacheRedisAutoConfiguration.class))
          .withUserConfiguration(JobSync.class)
          .withPropertyValues(
              "auto-refresh-cache.store=redis",
              "auto-refresh-cache.auto-startup=false",
              "spring.application.name=shop");

  @Test
  void onePropertySharesTheItems() {
    runner.run(
        context -> {
          assertThat(context).hasNotFailed();
          assertThat(context).hasSingleBean(AutoRefreshCache.class);
        });
  }

  @Test
  void redisMustBeOnTheClassPath() {
    StarterRunner.starter()
        .withConfiguration(AutoConfigurations.of(AutoRefreshCacheRedisAutoConfiguration.class))
        .withUserConfiguration(JobSync.class)
        .withPropertyValues("auto-refresh-cache.store=redis", "spring.application.name=shop")
        .withClassLoader(new FilteredClassLoader("org.springframework.data.redis"))
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .hasMessageContaining("Spring Data Redis is not on the class path"));
  }

  @Test
  void thereMustBeAConnection() {
    StarterRunner.starter()
        .withConfiguration(AutoConfigurations.of(AutoRefreshCacheRedisAutoConfiguration.class))
        .withUserConfiguration(JobSync.class)
        .withPropertyValues("auto-refresh-cache.store=redis", "spring.application.name=shop")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .hasMessageContaining("RedisConnectionFactory"));
  }

  @Test
  void itemsMustBeWritable() {
    runner
        .withClassLoader(new FilteredClassLoader("tools.jackson"))
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .hasMessageContaining("ItemCodec")
                    .hasMessageContaining("Jackson 3"));
  }

  @Test
  void keysNeedAName() {
    runner
        .withPropertyValues("spring.application.name=")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .hasMessageContaining("auto-refresh-cache.redis.key-prefix")
                    .hasMessageContaining("spring.application.name"));
  }

  @ParameterizedTest
  @CsvSource({
    "lease, 10ms, from PT1S to PT1H",
    "create-timeout, 0s, from PT0.001S to PT1H",
    "reconcile-interval, 2h, from PT0.01S to PT1H",
    "key-prefix, a{b}, without braces"
  })
  void brokenRuleNamesThePropertyAndTheRule(String property, String value, String rule) {
    runner
        .withPropertyValues("auto-refresh-cache.redis." + property + "=" + value)
        .run(context -> assertThat(context).getFailure().rootCause().hasMessageContaining(rule));
  }

  @Test
  void storeCanBeSetForOneCache() {
    runner
        .withPropertyValues(
            "auto-refresh-cache.store=memory", "auto-refresh-cache.caches.job-sync.store=redis")
        .withClassLoader(new FilteredClassLoader("org.springframework.data.redis"))
        .run(
            context ->
                assertThat(context).getFailure().rootCause().hasMessageContaining("'job-sync'"));
  }

  @Configuration(proxyBeanMethods = false)
  static class JobSync {
    @Bean
    CacheSyncItem<Job> jobSync() {
      return Job::advanced;
    }
  }
}
