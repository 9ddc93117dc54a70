package io.github.autorefresh.cache.spring.ui;

import static io.github.autorefresh.cache.spring.ui.PageServer.BOTH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.spring.ui.PageApplication.Order;
import io.github.autorefresh.cache.spring.ui.PageApplication.Shop;
import java.time.Duration;
import java.util.List;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What people stumble over: words, units, and what does not fit. */
@NeedsChromium
class PageForPeopleTest {

  private static PageServer server;
  private static Chromium chromium;

  @BeforeAll
  static void launch(Chromium shared) {
    chromium = shared;
    server =
        new PageServer(
            PageApplication.class,
            BOTH,
            "--auto-refresh-cache.resync-period=20s",
            "--auto-refresh-cache.backoff.initial=20s");
  }

  @AfterAll
  static void quit() {
    server.close();
  }

  @BeforeEach
  void open() {
    chromium.show(1280, 1000, "light");
    chromium.open("about:blank");
    chromium.open(server.url("local.server.port", "/actuator/autorefreshcachesui"));
    soon().until(() -> chromium.text("#connection").equals("Live"));
  }

  @Test
  void namesHaveTheWholeWidthOfAPhone() {
    chromium.show(390, 844, "light");
    for (String view : List.of("#/", "#/orders/items")) {
      show(view);
      soon().until(() -> !chromium.findAll("tbody th").isEmpty());
      chromium.screenshot("names-" + (view.length() > 2 ? "items" : "caches"));
      assertThat(chromium.run("return " + width("tbody th") + " / " + width("tbody tr")))
          .as(view)
          .isEqualTo(1L);
    }
  }

  /** It is the longest of the figures. */
  @Test
  void theRateHasTheWholeWidthOfAPhone() {
    chromium.show(390, 844, "light");
    soon().until(() -> !chromium.findAll(".syncs").isEmpty());
    assertThat(chromium.run("return " + width("td.syncs") + " / " + width("tbody tr")))
        .isEqualTo(1L);
  }

  @Test
  void whatIsChosenHasTheWholeWidthOfAPhone() {
    chromium.show(390, 844, "light");
    show("#/orders/items");
    soon().until(() -> !chromium.findAll("#sort").isEmpty());
    for (String select : List.of("#filter", "#sort")) {
      assertThat(chromium.run("return " + width(select) + " / " + width("#search")))
          .as(select)
          .isEqualTo(1L);
    }
  }

  private static String width(String css) {
    return "document.querySelector('" + css + "').getBoundingClientRect().width";
  }

  @Test
  void settingsAreToldInWords() {
    show("#/trips/settings");
    soon()
        .until(
            () ->
                chromium.text(".settings").contains("learned, with intervals from 500 ms to 3 s"));
    show("#/orders/settings");
    soon().until(() -> chromium.text(".settings").contains("fixed: each item once"));
    assertThat(chromium.text(".settings"))
        .contains("up to 8 calls at once; what stays unhandled is kept for 24 h")
        .doesNotContain("created false", "type ");
  }

  @Test
  void aRowSaysWhyItsHandlerFailed() {
    Shop shop = server.bean(Shop.class);
    shop.isMailDown = true;
    shop.finished.add("finished");
    server.orders().getOrCreate(Order.of("finished"));
    show("#/orders/items");

    soon()
        .until(
            () ->
                chromium
                    .text("tr[data-id=finished] .what")
                    .equals("The handler failed: no mail of finished"));

    shop.mend();
    server.orders().retryHandler("finished");
    soon().until(() -> chromium.text("tr[data-id=finished]").contains("Terminal"));
    assertThat(chromium.text("tr[data-id=finished] .what")).isEmpty();
  }

  @Test
  void aTimeThatIsLeftIsToldAlikeEverywhere() {
    show("#/orders/items/a%2Fb");
    soon().until(() -> chromium.text("#next").startsWith("It is synced in "));

    assertThat(
            chromium.run(
                "const sentence = document.getElementById('next').innerText;"
                    + "return [...document.querySelectorAll('dd')]"
                    + ".filter(dd => sentence.startsWith(`It is synced ${dd.innerText};`)).length"))
        .isEqualTo(1L);
  }

  @Test
  void numbersHaveNoDigitsThatWereNotMeasured() {
    String script =
        "const done = arguments[0];"
            + "import(document.querySelector('script').src.replace('page/main', 'shared/format'))"
            + ".then(({ duration, number, until }) => done([duration(2300), duration(999),"
            + " duration(59_500), duration(60_000), number(5.8), number(0.054), number(12.34),"
            + " number(1234.5), until(1500), until(61_000), until(0)]))";

    assertThat(chromium.await(script))
        .isEqualTo(
            List.of(
                "2.3 s",
                "999 ms",
                "1 min",
                "1 min",
                "5.8",
                "0.05",
                "12.3",
                "1,235",
                "in 2 s",
                "in 1 min",
                "due"));
  }

  /** It costs so much that a page with hundreds of caches would do little else. */
  @Test
  void noFormatIsMadeForEachNumber() {
    chromium.run(
        "window.made = 0;"
            + "for (const [of, name] of [[Number, 'toLocaleString'], [Date, 'toLocaleString'],"
            + " [Date, 'toLocaleTimeString']]) {"
            + "  const write = of.prototype[name];"
            + "  of.prototype[name] = function (...how) {"
            + "    window.made++; return write.apply(this, how); }; }");
    for (String view : List.of("#/", "#/orders/figures", "#/orders/items", "#/orders/settings")) {
      show(view);
      chromium.run("document.getElementById('connection').textContent = 'not asked since'");
      soon().until(() -> chromium.text("#connection").equals("Live"));
    }
    assertThat(chromium.run("return window.made")).isEqualTo(0L);
  }

  private static void show(String hash) {
    chromium.run("location.hash = arguments[0]", hash);
  }

  /** However busy the machine is. */
  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(60));
  }
}
