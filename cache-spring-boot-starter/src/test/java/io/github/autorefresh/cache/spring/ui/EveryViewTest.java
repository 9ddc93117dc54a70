package io.github.autorefresh.cache.spring.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;

/** What holds for all views: addresses, connection, keyboard, accessibility, layout and policy. */
@NeedsChromium
class EveryViewTest extends BrowsedPage {

  @Test
  void anAddressOfNoCacheLeadsToAllCaches() {
    for (String name : List.of("none", "constructor", "__proto__")) {
      show("#/" + name + "/items");
      soon().until(() -> chromium.run("return location.hash").equals("#/"));
    }
    soon().until(() -> cacheRow("orders").contains("31"));
    assertNothingWentWrong();
  }

  @Test
  void aPageWhoseScriptsDoNotArriveSaysSo() {
    chromium.block("*/page/texts.js");
    chromium.open(base + "?");
    soon().until(() -> chromium.text("main").contains("reload the page"));
    chromium.block();
    chromium.open(base);
    soon().until(() -> chromium.text("#connection").equals("Live"));
    assertThat(chromium.text("main")).doesNotContain("reload the page");
    assertThat(chromium.console()).allMatch(line -> line.contains("ERR_BLOCKED_BY_CLIENT"));
  }

  @Test
  void aDroppedConnectionIsToldOfAndRecoveredFrom() {
    show("#/orders/figures");
    chromium.offline(true);

    soon()
        .until(
            () ->
                chromium
                    .text("#connection")
                    .matches("Connection lost, trying again; figures as of [\\d:]{8}"));
    chromium.screenshot("disconnected");
    chromium.offline(false);

    soon().until(() -> chromium.text("#connection").equals("Live"));
    assertThat(chromium.console()).allMatch(line -> line.contains("ERR_INTERNET_DISCONNECTED"));
  }

  /** Of what goes on meanwhile the page knows nothing: the items may be as fresh as ever. */
  @Test
  void nothingIsCalledLateWhileTheConnectionIsLost() {
    show("#/orders/items/order-2");
    soon().until(() -> chromium.text(".id + .state").equals("In sync"));
    chromium.offline(true);
    soon().until(() -> chromium.text("#connection").startsWith("Connection lost"));

    String standing = chromium.text("dl");
    await()
        .during(Duration.ofSeconds(3))
        .atMost(Duration.ofSeconds(10))
        .until(
            () ->
                chromium.text("dl").equals(standing)
                    && !chromium.text(".id + .state").equals("Overdue"));
    chromium.offline(false);

    soon().until(() -> chromium.text("#connection").equals("Live"));
    soon().until(() -> !chromium.text("dl").equals(standing));
    assertThat(chromium.console()).allMatch(line -> line.contains("ERR_INTERNET_DISCONNECTED"));
  }

  @Test
  void theKeyboardLeadsEverywhere() {
    chromium.press(Keys.TAB);
    assertThat(chromium.run("return document.activeElement.innerText"))
        .isEqualTo("Skip to the content");
    chromium.press(Keys.ENTER);
    assertThat(chromium.run("return document.activeElement.id")).isEqualTo("main");
    chromium.run("document.querySelector('[data-cache=orders] a').focus()");
    chromium.press(Keys.ENTER);
    soon().until(() -> chromium.run("return document.activeElement.id").equals("main"));
    assertThat(chromium.run("return document.title")).isEqualTo("orders · Caches");
    assertNothingWentWrong();
  }

  @Test
  void noViewKeepsPeopleOut() throws IOException {
    shop.broken.add("order-7");
    soon().until(() -> orders.entry("order-7").consecutiveFailures() > 0);
    for (String view :
        List.of(
            "#/",
            "#/orders/figures",
            "#/orders/items",
            "#/orders/items/order-7",
            "#/orders/settings")) {
      for (String scheme : List.of("light", "dark")) {
        chromium.show(1280, 1000, scheme);
        show(view);
        soon().until(() -> !chromium.findAll("#content > *").isEmpty());
        soon().until(() -> !chromium.text("#items-status").equals("Looking"));
        assertThat(violations()).as(view + " " + scheme).isEmpty();
      }
      chromium.show(320, 700, "light");
      soon().until(() -> chromium.run(WIDTH).equals(320L));
    }
    assertNothingWentWrong();
  }

  private static final String WIDTH = "return document.documentElement.scrollWidth";

  @ParameterizedTest
  @CsvSource({"1280, 1000", "390, 844"})
  void nothingJumpsWhileItIsLookedAt(int width, int height) {
    chromium.show(width, height, "light");
    chromium.run("fetch('autorefreshcaches/orders?recent=true&sort=id')"); // is answered by then
    for (String view : List.of("#/", "#/orders/figures", "#/orders/items")) {
      show(view);
      soon().until(() -> chromium.text("#content").contains("rders"));
      if (view.endsWith("items")) {
        choose("#sort", "id"); // by concern, rows change their places
        soon().until(() -> firstItem().equals("old-1"));
      }
      chromium.await(AFTER_FRAMES);
      chromium.run(
          "window.shifts = 0; window.moved = ''; new PerformanceObserver(list => list.getEntries()"
              + ".forEach(entry => { window.shifts += entry.value; entry.sources.forEach(moved =>"
              + " window.moved += `${moved.node?.nodeName} ${moved.node?.className}"
              + " ${JSON.stringify(moved.previousRect)} to ${JSON.stringify(moved.currentRect)}\\n`)"
              + " })).observe({ type: 'layout-shift' })");
      shop.isDown = true;
      soon().until(() -> orders.stats().outageSince() != null);
      soon().until(() -> chromium.text("#content").contains("Outage"));
      shop.mend();
      soon().until(() -> orders.stats().outageSince() == null);
      soon().until(() -> !chromium.text("#content").contains("Outage"));
      assertThat(((Number) chromium.run("return window.shifts")).doubleValue())
          .as("layout shift in %s by%n%s", view, chromium.run("return window.moved"))
          .isLessThan(0.02);
    }
    assertNothingWentWrong();
  }

  @Test
  void pageIsPoliced() {
    assertThat(chromium.run("return document.querySelector('meta[http-equiv]').content").toString())
        .contains("default-src 'none'", "script-src 'self'", "require-trusted-types-for 'script'");
    Object blocked =
        chromium.await(
            "const done = arguments[0];"
                + "document.addEventListener('securitypolicyviolation',"
                + " event => done(event.effectiveDirective), { once: true });"
                + "const script = document.createElement('script');"
                + "try { script.textContent = 'window.ran = true'; } catch { }"
                + "document.body.append(script)");
    assertThat(blocked.toString()).isIn("script-src-elem", "require-trusted-types-for");
    assertThat(chromium.run("return window.ran")).isNull();
  }

  private static List<?> violations() throws IOException {
    if (chromium.run("return window.axe === undefined").equals(true)) {
      try (InputStream axe = EveryViewTest.class.getResourceAsStream("/axe.min.js")) {
        chromium.run(new String(axe.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return (List<?>)
        chromium.await(
            "const done = arguments[0]; axe.run().then(({ violations }) => done(violations.map("
                + "({ id, nodes }) => id + ': ' + nodes.map(node => node.html).join(' '))))");
  }
}
