package io.github.autorefresh.cache.spring.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.FirstSync;
import io.github.autorefresh.cache.engine.AutoRefreshCacheBuilder;
import io.github.autorefresh.cache.spring.ui.PageApplication.Order;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;

/** The page over a cache of a million items, with others who look at the same time. */
@NeedsChromium
@Tag("long")
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = "management.endpoints.web.exposure.include=autorefreshcaches,autorefreshcachesui")
class MillionItemsTest {

  private static final int ITEMS = 1_000_000;
  private static final List<Long> SCANS = new CopyOnWriteArrayList<>();

  @Autowired private AutoRefreshCache<Order> orders;

  @Test
  void isScannedAtMostOnceInTenSecondsWhoeverLooks(@LocalServerPort int port) throws Exception {
    for (int i = 0; i < ITEMS; i++) {
      orders.getOrCreate(Order.of("order-" + i));
    }
    String base = "http://localhost:" + port + "/actuator/autorefreshcaches";
    try (Chromium chromium = new Chromium()) {
      chromium.show(1280, 1000, "light");
      chromium.open(base + "ui#/orders/items");
      soon().until(() -> chromium.text("#items-status").startsWith("1 to 50 of 1,000,000, of"));

      chromium.run(
          "const sort = document.getElementById('sort'); sort.value = '-createdAt';"
              + "sort.dispatchEvent(new Event('change'))");
      look(base, "sort=lastSyncedAt", "search=77", "failing=true", "page=3&sort=-nextSyncAt");
      soon().until(() -> chromium.text("tbody a").startsWith("order-9"));
      chromium.find("#search").sendKeys("order-765432");
      soon().until(() -> chromium.text("tbody a").equals("order-765432"));
      look(base, "search=order-4", "search=order-5", "search=order-6", "search=order-7");
      soon().until(() -> SCANS.size() >= 3);
      chromium.screenshot("million");
      assertThat(chromium.console()).isEmpty();
    }
    for (int i = 1; i < SCANS.size(); i++) {
      assertThat(Duration.ofNanos(SCANS.get(i) - SCANS.get(i - 1)))
          .isGreaterThanOrEqualTo(Duration.ofSeconds(10));
    }
  }

  /** As others who have the page open would. */
  private static void look(String base, String... queries) throws Exception {
    for (String query : queries) {
      URI uri = URI.create(base + "/orders?recent=true&" + query);
      var answer =
          HttpClient.newHttpClient()
              .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(200);
    }
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(60));
  }

  @SpringBootConfiguration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Application {

    @Bean
    AutoRefreshCache<Order> orders() {
      return counted(
          AutoRefreshCacheBuilder.named("orders")
              .unlimited()
              .resyncPeriod(Duration.ofHours(10))
              .firstSync(FirstSync.SCHEDULED)
              .build((Order order) -> order));
    }

    /** The same cache, but that its scans are noted. */
    @SuppressWarnings("unchecked") // what implements the interface, for the same items
    private static AutoRefreshCache<Order> counted(AutoRefreshCache<Order> cache) {
      return (AutoRefreshCache<Order>)
          Proxy.newProxyInstance(
              Application.class.getClassLoader(),
              new Class<?>[] {AutoRefreshCache.class},
              (proxy, method, arguments) -> {
                if (method.getName().equals("entries")) {
                  SCANS.add(System.nanoTime());
                }
                try {
                  return method.invoke(cache, arguments);
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                }
              });
    }
  }
}
