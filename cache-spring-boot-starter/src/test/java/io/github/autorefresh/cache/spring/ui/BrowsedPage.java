package io.github.autorefresh.cache.spring.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.spring.ui.PageApplication.Order;
import io.github.autorefresh.cache.spring.ui.PageApplication.Parcel;
import io.github.autorefresh.cache.spring.ui.PageApplication.Shop;
import io.github.autorefresh.cache.spring.ui.PageApplication.Trip;
import java.time.Duration;
import java.util.List;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.openqa.selenium.Keys;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

/**
 * The page in a real browser, as an operator uses it: what the tests of its views have in common.
 * Those that run in one JVM share the application and the browser.
 */
@SpringBootTest(
    classes = PageApplication.class,
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "management.endpoints.web.exposure.include=autorefreshcaches,autorefreshcachesui",
      "management.endpoint.autorefreshcaches.show-values=always",
      "auto-refresh-cache.resync-period=1s",
      "auto-refresh-cache.tps=200",
      "auto-refresh-cache.burst=20",
      "auto-refresh-cache.backoff.initial=500ms",
      "auto-refresh-cache.backoff.max=1s",
      "auto-refresh-cache.outage.probe-interval=500ms",
      "auto-refresh-cache.shutdown-timeout=100ms"
    })
abstract class BrowsedPage {

  static final String AFTER_FRAMES =
      "const done = arguments[0];"
          + "requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 100)))";

  static Chromium chromium;

  @Autowired AutoRefreshCache<Order> orders;
  @Autowired AutoRefreshCache<Parcel> parcels;
  @Autowired AutoRefreshCache<Trip> trips;
  @Autowired Shop shop;

  String base;

  @BeforeAll
  static void have(Chromium shared) {
    chromium = shared;
  }

  @BeforeEach
  void open(@LocalServerPort int port) {
    for (int i = 0; i < 30; i++) {
      orders.getOrCreate(Order.of("order-" + i));
    }
    orders.getOrCreate(Order.done("old-1"));
    soon().until(() -> orders.stats().overdue() == 0);
    base = "http://localhost:" + port + "/actuator/autorefreshcachesui";
    chromium.show(1280, 1000, "light");
    chromium.console();
    chromium.requests();
    chromium.open(base);
    soon().until(() -> chromium.text("#connection").equals("Live"));
  }

  /** Nothing may ever come from elsewhere; and an application as it was. */
  @AfterEach
  void restore(@LocalServerPort int port) {
    assertThat(chromium.requests())
        .isNotEmpty()
        .allMatch(url -> url.startsWith("http://localhost:" + port + "/actuator/"));
    chromium.open("about:blank");
    shop.mend();
    orders.resume();
    orders.resetSettings();
    List<String> ids = orders.entries().map(entry -> entry.item().id()).toList();
    ids.forEach(orders::delete);
    soon().until(() -> orders.stats().outageSince() == null);
  }

  /** However busy the machine is. */
  static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(60));
  }

  static void show(String hash) {
    chromium.run("location.hash = arguments[0]", hash);
    chromium.await(AFTER_FRAMES);
  }

  static String cacheRow(String cache) {
    return chromium.text("tr[data-cache='" + cache + "']");
  }

  static String firstItem() {
    return chromium.text("tbody tr a");
  }

  static String report() {
    return chromium.text("#report");
  }

  /** By its accessible name, or what it says. */
  static String button(String name) {
    return (String)
        chromium.run(
            "const button = [...document.querySelectorAll('button')].find(one =>"
                + " (one.ariaLabel ?? one.innerText) === arguments[0]);"
                + "if (!button) { return '#no-such-button'; }"
                + "button.dataset.found = arguments[0];"
                + "return `[data-found='${arguments[0]}']`",
            name);
  }

  static void click(String css) {
    soon().until(() -> chromium.run("return document.querySelector(arguments[0])", css) != null);
    chromium.run("document.querySelector(arguments[0]).click()", css);
  }

  static void type(String css, String value) {
    chromium.find(css).sendKeys(Keys.chord(Keys.CONTROL, "a"), value);
  }

  static void choose(String css, String value) {
    chromium.run(
        "const select = document.querySelector(arguments[0]); select.value = arguments[1];"
            + "select.dispatchEvent(new Event('change'))",
        css,
        value);
  }

  static void pictures(String name) {
    for (String scheme : List.of("light", "dark")) {
      chromium.show(1280, 1000, scheme);
      chromium.screenshot(name + "-" + scheme);
      chromium.show(390, 844, scheme);
      chromium.screenshot(name + "-phone-" + scheme);
    }
    chromium.show(1280, 1000, "light");
  }

  static void assertNothingWentWrong() {
    assertThat(chromium.console()).isEmpty();
  }
}
