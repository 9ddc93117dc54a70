package io.github.autorefresh.cache.spring.ui;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheSyncItem;
import io.github.autorefresh.cache.ItemHandler;
import io.github.autorefresh.cache.RetryAfterException;
import io.github.autorefresh.cache.engine.AutoRefreshCacheBuilder;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;

/** An application with two caches, the page of which is looked at. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class PageApplication {

  /** An item whose state says how often it was looked at. */
  public record Order(String id, int looks, boolean done) implements CacheItem {

    static Order of(String id) {
      return new Order(id, 0, false);
    }

    static Order done(String id) {
      return new Order(id, 0, true);
    }

    @Override
    public boolean isTerminal() {
      return done;
    }
  }

  /** The external system, in the hand of a test. */
  static final class Shop {

    final Set<String> broken = ConcurrentHashMap.newKeySet();
    final Set<String> finished = ConcurrentHashMap.newKeySet();
    volatile boolean isDown;
    volatile boolean isMailDown;
    volatile @Nullable Duration leaveAlone;

    Order order(Order order) throws IOException {
      if (leaveAlone != null) {
        throw new RetryAfterException(leaveAlone);
      }
      if (isDown || broken.contains(order.id())) {
        throw new IOException("the shop does not answer", new ConnectException("refused"));
      }
      return new Order(order.id(), order.looks() + 1, finished.contains(order.id()));
    }

    void mail(Order order) throws IOException {
      if (isMailDown) {
        throw new IOException("no mail of " + order.id());
      }
    }

    void mend() {
      isDown = false;
      isMailDown = false;
      leaveAlone = null;
      broken.clear();
      finished.clear();
    }
  }

  @Bean
  Shop shop() {
    return new Shop();
  }

  @Bean
  CacheSyncItem<Order> orders(Shop shop) {
    return shop::order;
  }

  @Bean
  ItemHandler<Order> mails(Shop shop) {
    return shop::mail;
  }

  /** Another kind of item, since caches are told apart by that. */
  record Parcel(String id) implements CacheItem {}

  @Bean
  AutoRefreshCache<Parcel> parcels() {
    return AutoRefreshCacheBuilder.named("parcels")
        .unlimited()
        .resyncPeriod(Duration.ofSeconds(5))
        .build(parcel -> parcel);
  }

  /** How far it is; every fourth look finds it further. */
  record Trip(String id, int looks) implements CacheItem {

    @Override
    public Object cadenceKind() {
      return "short";
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Trip trip && id.equals(trip.id) && looks / 4 == trip.looks / 4;
    }

    @Override
    public int hashCode() {
      return id.hashCode();
    }
  }

  /** Learns, of items whose looks are counted apart since a state that has not changed is kept. */
  @Bean
  AutoRefreshCache<Trip> trips() {
    Map<String, Integer> looks = new ConcurrentHashMap<>();
    return AutoRefreshCacheBuilder.named("trips")
        .unlimited()
        .resyncPeriod(Duration.ofSeconds(1))
        .learnedCadence(Duration.ofMillis(500), Duration.ofSeconds(3))
        .store(SharedStore::create)
        .build(trip -> new Trip(trip.id(), looks.merge(trip.id(), 1, Integer::sum)));
  }
}
