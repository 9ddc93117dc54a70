package io.github.autorefresh.cache.spring.autoconfigure;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Runs an application context with the starter in it. */
final class StarterRunner {

  private StarterRunner() {}

  static ApplicationContextRunner starter() {
    return new ApplicationContextRunner()
        .withConfiguration(AutoConfigurations.of(AutoRefreshCacheAutoConfiguration.class))
        .withPropertyValues("auto-refresh-cache.shutdown-timeout=100ms");
  }
}
