package io.github.autorefresh.cache.spring.bench;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheSyncItem;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;

/** As {@link EmptyApplication}, with one cache. */
@SpringBootConfiguration
@EnableAutoConfiguration
public class CachedApplication {

  private record Thing(String id) implements CacheItem {}

  @Bean
  CacheSyncItem<Thing> things() {
    return thing -> thing;
  }

  public static void main(String[] arguments) {
    EmptyApplication.run(CachedApplication.class);
  }
}
