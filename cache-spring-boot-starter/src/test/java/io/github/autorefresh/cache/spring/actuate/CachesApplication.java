package io.github.autorefresh.cache.spring.actuate;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheSyncItem;
import io.github.autorefresh.cache.ItemHandler;
import io.github.autorefresh.cache.engine.AutoRefreshCacheBuilder;
import io.github.autorefresh.cache.spring.Pod;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * A web application with a cache of a sync bean and one of its own. Nothing is synced by itself
 * after its first time, within a test.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class CachesApplication {

  /** An item with something to hide. */
  record Order(String id, int version, boolean done, Card card) implements CacheItem {

    record Card(String number) {}

    static Order of(String id) {
      return new Order(id, 0, false, new Card("4711"));
    }

    static Order done(String id) {
      return new Order(id, 0, true, new Card("4711"));
    }

    @Override
    public boolean isTerminal() {
      return done;
    }
  }

  /** Ids of orders whose sync fails. */
  static final class Broken {
    final Set<String> ids = ConcurrentHashMap.newKeySet();
    final Set<String> unshippable = ConcurrentHashMap.newKeySet();
  }

  @Bean
  Broken broken() {
    return new Broken();
  }

  @Bean
  CacheSyncItem<Order> orders(Broken broken) {
    return order -> {
      if (broken.ids.contains(order.id())) {
        throw new IOException("the shop does not answer", new ConnectException("refused"));
      }
      return new Order(order.id(), order.version() + 1, order.done(), order.card());
    };
  }

  @Bean
  AutoRefreshCache<Pod> pods() {
    return AutoRefreshCacheBuilder.named("pods")
        .unlimited()
        .resyncPeriod(Duration.ofHours(1))
        .maxSize(10)
        .build(pod -> pod);
  }

  /** It handles nothing but what tests ask for, and fails for whom {@link Broken} says. */
  @Bean
  ItemHandler<Order> shipping(Broken broken) {
    return new ItemHandler<>() {
      @Override
      public void handle(Order order) throws IOException {
        if (broken.unshippable.contains(order.id())) {
          throw new IOException("no truck");
        }
      }

      @Override
      public boolean wants(Order order) {
        return order.id().startsWith("shipped");
      }
    };
  }
}
