package io.github.autorefresh.cache.spring.testing;

import io.github.autorefresh.cache.spring.autoconfigure.AutoRefreshCacheBuilderCustomizer;
import io.github.autorefresh.cache.testing.SteppedTime;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** The time, and what puts caches under it after the application's own customizers. */
@Configuration(proxyBeanMethods = false)
class SteppedTimeConfiguration {

  @Bean
  @Primary // the application may have an InstantSource of its own
  SteppedTime autoRefreshCacheSteppedTime() {
    return new SteppedTime();
  }

  @Bean
  @Order(Ordered.LOWEST_PRECEDENCE)
  AutoRefreshCacheBuilderCustomizer autoRefreshCacheSteppedTimeCustomizer(SteppedTime time) {
    return (name, cache) -> time.drive(cache);
  }
}
