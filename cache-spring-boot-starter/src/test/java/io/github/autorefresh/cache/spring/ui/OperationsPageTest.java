package io.github.autorefresh.cache.spring.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.spring.ui.PageApplication.Order;
import io.github.autorefresh.cache.spring.ui.PageApplication.Parcel;
import io.github.autorefresh.cache.spring.ui.PageApplication.Shop;
import io.github.autorefresh.cache.spring.ui.PageApplication.Trip;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The page in a real browser, as an operator uses it. */
@NeedsChromium
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
      "auto-refresh-cache.outage.probe-interval=2s",
      "auto-refresh-cache.shutdown-timeout=100ms"
    })
class OperationsPageTest {

  private static Chromium chromium;

  @Autowired private AutoRefreshCache<Order> orders;
  @Autowired private AutoRefreshCache<Parcel> parcels;
  @Autowired private AutoRefreshCache<Trip> trips;
  @Autowired private Shop shop;

  private final CacheSettings configured =
      CacheSettings.defaults().withResyncPeriod(Duration.ofSeconds(1)).withTps(200).withBurst(20);
  private String base;

  @BeforeAll
  static void launch() {
    chromium = new Chromium();
  }

  @AfterAll
  static void quit() {
    chromium.close();
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
    chromium.open("about:blank");
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
    shop.mend();
    orders.resume();
    orders.resetSettings();
    List<String> ids = orders.entries().map(entry -> entry.item().id()).toList();
    ids.forEach(orders::delete);
    soon().until(() -> orders.stats().outageSince() == null);
  }

  @Test
  void allCachesAreShownSideBySide() {
    soon().until(() -> cacheRow("orders").contains("31"));
    soon().until(() -> cacheRow("orders").matches("(?s).*Running.*[\\d.]+ of 200 /s.*× 1.*"));
    assertThat(cacheRow("parcels")).contains("Running", "0 /s");
    assertThat(cacheRow("orders")).as("calls saved").contains("0 %");
    pictures("overview");
    assertNothingWentWrong();
  }

  @Test
  void figuresAreDrawnAndReadable() {
    show("#/orders/figures");

    soon().until(() -> (Long) chromium.run(LINES) >= 5);
    soon().until(() -> chromium.text("#content").matches("(?s).*of 200 permitted.*of 31 items.*"));
    soon().until(() -> chromium.text(".counts").contains("Reads that hit"));
    Number pointed =
        (Number)
            chromium.run(
                "const plot = document.querySelector('.plot svg').getBoundingClientRect();"
                    + "document.querySelector('.plot svg').dispatchEvent(new PointerEvent("
                    + "'pointermove', { clientX: plot.right - 12 }));"
                    + "return [...document.querySelectorAll('.reading')]"
                    + ".filter(reading => reading.innerText.includes(' at ')).length");
    assertThat(pointed.intValue()).as("charts that tell of the time pointed at").isEqualTo(6);
    pictures("figures");
    assertNothingWentWrong();
  }

  /** How many lines of charts lead somewhere. */
  private static final String LINES =
      "return [...document.querySelectorAll('.plot .line')]"
          + ".filter(line => (line.getAttribute('d') ?? '').includes('L')).length";

  @Test
  void anOutageIsSeenFromStartToEnd() {
    show("#/orders/figures");
    soon().until(() -> chromium.text("#trouble").startsWith("All is well"));

    shop.isDown = true;

    soon()
        .untilAsserted(
            () ->
                assertThat(chromium.text("#trouble"))
                    .matches(
                        "The external system has been down for \\d+ s: 30 items fail, and only"
                            + " probes are made; (the next try is in \\d+ s|one is due now)\\..*"));
    soon().until(() -> chromium.text("#announcer").contains("orders: Outage"));
    soon().until(() -> chromium.text(".charts").matches("(?s).*failing 30.*"));
    pictures("outage");
    show("#/orders/items/order-3");
    soon().until(() -> chromium.text("#next").startsWith("Only probes are made"));
    soon().until(() -> chromium.text("#content").contains("caused by java.net.ConnectException"));
    show("#/");
    soon().until(() -> cacheRow("orders").contains("Outage"));
    show("#/orders/figures");

    shop.isDown = false;

    soon().until(() -> chromium.text("#trouble").startsWith("All is well"));
    soon().until(() -> chromium.text(".charts").matches("(?s).*failing 0.*"));
    pictures("recovered");
    assertNothingWentWrong();
  }

  @Test
  void aHoldIsShownWithItsEnd() {
    show("#/orders/figures");

    shop.leaveAlone = Duration.ofSeconds(30);

    soon()
        .untilAsserted(
            () ->
                assertThat(chromium.text("#trouble"))
                    .matches(
                        "The external system asks to be left alone: no call for \\d\\d s\\..*"));
    show("#/orders/items/order-3");
    soon().until(() -> chromium.text("#next").matches(".*syncs go on in \\d+ s\\."));
    shop.leaveAlone = null;
    assertNothingWentWrong();
  }

  @Test
  void itemsAreSearchedFilteredSortedAndPaged() {
    shop.broken.add("order-7");
    for (int i = 100; i < 160; i++) {
      orders.getOrCreate(Order.of("order-" + i));
    }
    soon().until(() -> orders.entry("order-7").consecutiveFailures() > 0);
    show("#/orders/items");
    soon().until(() -> chromium.text("#items-status").startsWith("1 to 50 of 91; chosen "));
    soon().until(() -> firstItem().startsWith("order-7"));
    assertThat(chromium.text("tbody tr")).contains("Failing", "the shop does not answer");
    pictures("items");

    click("nav.buttons button:last-child");
    soon().until(() -> chromium.text("#items-status").startsWith("51 to 91 of 91"));
    choose("#filter", "failing");
    soon().until(() -> chromium.text("#items-status").startsWith("1 to 1 of 1;"));
    choose("#filter", "terminal");
    soon().until(() -> firstItem().equals("old-1") && chromium.findAll("tbody tr").size() == 1);
    choose("#filter", "overdue");
    soon().until(() -> !chromium.text("#items-status").equals("Looking"));
    choose("#filter", "all");

    choose("#sort", "-createdAt");
    chromium.find("#search").sendKeys("ORDER-15");
    soon().until(() -> chromium.findAll("tbody tr").size() == 11);
    assertThat(chromium.findAll("tbody tr").get(10).getAttribute("data-id")).isEqualTo("order-15");
    chromium.find("#search").clear();
    chromium.find("#search").sendKeys("order-2");
    soon().until(() -> !chromium.findAll("tr[data-id='order-2']").isEmpty());
    assertNothingWentWrong();
  }

  @Test
  void anItemIsShownWithItsStateItsErrorsAndWhatComesNext() {
    show("#/orders/items/order-4");
    soon()
        .until(() -> chromium.text("#next").matches("(It is synced in \\d+ s; .*|Its sync is .*)"));
    soon().until(() -> chromium.text("#value").matches("(?s).*\"looks\": \\d+.*"));
    assertThat(chromium.text("#content"))
        .matches("(?s).*Errors seen since the page was opened\\s+None\\..*");
    assertThat((String) chromium.run("return document.querySelector('dd[title]').title"))
        .as("exact on hover")
        .matches("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z");

    shop.broken.add("order-4");

    soon().until(() -> chromium.findAll(".errors li").size() >= 2);
    assertThat(chromium.text(".errors li"))
        .contains("java.io.IOException: the shop does not answer (failure ");
    soon().until(() -> chromium.text("#next").matches("It is tried again .*so far.*"));
    pictures("item");
    show("#/orders/items/old-1");
    soon().until(() -> chromium.text("#next").contains("never synced again"));
    assertNothingWentWrong();
  }

  @Test
  void whatWaitsForItsHandlerIsShownAndTriedAgain() {
    shop.isMailDown = true;
    shop.finished.add("order-8");
    soon().until(() -> orders.stats().unhandled() == 1);
    show("#/");
    soon().until(() -> chromium.text("tr[data-cache='orders'] .handlers").equals("1"));
    show("#/orders/figures");
    soon().until(() -> chromium.text(".charts").matches("(?s).*Waiting for the handler\\s+1 .*"));
    soon().until(() -> chromium.text("#trouble").startsWith("The handler fails for 1 item."));
    show("#/orders/items");
    choose("#filter", "unhandled");
    soon().until(() -> chromium.findAll("tbody tr").size() == 1 && firstItem().equals("order-8"));
    assertThat(chromium.text("tbody tr")).contains("To handle", "Retry the handler");
    pictures("unhandled");
    click("tbody a");
    soon().until(() -> chromium.text("#next").startsWith("It waits for its handler"));
    soon().until(() -> chromium.text("#content").contains("Why its handler failed"));
    assertThat(chromium.text("#content")).contains("java.io.IOException: no mail of order-8");

    click(button("Retry the handler order-8"));

    soon().until(() -> report().equals("The handler of order-8 is tried again now."));
    assertThat(orders.entry("order-8").unhandled()).isTrue();
    shop.isMailDown = false;
    soon().until(() -> chromium.text(".id + .state").equals("Terminal"));
    soon()
        .until(
            () ->
                chromium.findAll(button("Retry the handler order-8") + ":not([hidden])").isEmpty());
    assertThat(chromium.text("#content")).doesNotContain("Why its handler failed");
    assertNothingWentWrong();
  }

  @Test
  void kindsAreShownWithAPictureOfTheirIntervals() {
    for (int i = 0; i < 20; i++) {
      trips.getOrCreate(new Trip("trip-" + i, 0));
    }
    show("#/trips/figures");

    soon()
        .untilAsserted(
            () ->
                assertThat(chromium.text("[aria-labelledby='kinds-heading']"))
                    .matches("(?s).*short.*(from|at every age).*"));
    soon().until(() -> (Long) chromium.run(INTERVALS) >= 2);
    assertThat((String) chromium.run("return document.querySelector('td[title]').title"))
        .as("each interval, on hover")
        .contains(" at age 0");
    chromium.run("document.getElementById('kinds-heading').scrollIntoView()");
    pictures("kinds");
    assertNothingWentWrong();
  }

  private static final String INTERVALS =
      "return document.querySelector('.intervals .line')?.getAttribute('d')?.split('L').length ?? 0";

  @Test
  void aSharedCacheSaysWhoElseHasItAndWhoAnswers() {
    show("#/trips/settings");
    soon()
        .until(
            () ->
                chromium
                    .text("#cluster")
                    .equals(
                        "Shared by 2 replicas seen in the last ten seconds: 17@shop-1, 4711@shop-2;"
                            + " 17@shop-1 answers."));
    show("#/orders/settings");
    soon().until(() -> chromium.text("#cache-heading").equals("orders"));
    assertThat(chromium.text("#cluster")).as("in memory").isEmpty();
    assertNothingWentWrong();
  }

  @Test
  void foreignTextIsTextOnly() {
    String evil = "<img src=x onerror=document.title='pwned'>";
    orders.getOrCreate(Order.of(evil));
    show("#/orders/items");
    chromium.find("#search").sendKeys(evil);
    soon().until(() -> firstItem().equals(evil));
    click("tbody a");
    soon().until(() -> chromium.text("h3.id").equals(evil));
    assertThat(chromium.findAll("main img")).isEmpty();
    assertThat(chromium.run("return document.title")).isEqualTo(evil + " · Caches");
    assertNothingWentWrong();
  }

  @Test
  void nothingIsOfferedForAnItemThatNoAddressCanName() {
    parcels.getOrCreate(new Parcel("other"));
    String id = "../parcels/other";
    orders.getOrCreate(Order.of(id));
    show("#/orders/items");
    chromium.find("#search").sendKeys(id);
    soon().until(() -> chromium.text("tbody th").equals(id + "\n\nNo web address can name it."));
    assertThat(chromium.findAll("tbody button:not([hidden])")).isEmpty();
    show("#/orders/items/..%2Fparcels%2Fother");
    soon().until(() -> chromium.text("#content").contains("No web address can name this item"));
    assertThat(chromium.findAll(".buttons:not([hidden])")).isEmpty();
    String asked = "return performance.getEntriesByType('resource').map(({ name }) => name).join()";
    assertThat((String) chromium.run(asked)).contains("/orders").doesNotContain("/parcels");
    assertThat(parcels.delete("other")).isTrue();
    assertNothingWentWrong();
  }

  @Test
  void anIdMayHaveAllButPartsThatAreLeftOutOfAddresses() {
    List<String> ids = List.of("", ".", "..", "/a", "a/", "a//b", "a/./b", "a/..", "half");
    List<String> others = List.of("a", "a/b", "...", ".a", "a..", "%2e%2e", "\ud83d\ude00", " ");
    String script =
        "const done = arguments[1]; const half = id => id.replace('half', '\\ud83d');"
            + "import(document.querySelector('script').src.replace('main', 'api'))"
            + ".then(api => done(arguments[0].map(half).map(api.isAddressable)))";
    assertThat((List<?>) chromium.await(script, ids)).allMatch(Boolean.FALSE::equals);
    assertThat((List<?>) chromium.await(script, others)).allMatch(Boolean.TRUE::equals);
  }

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
  void aFailingItemIsRefreshedAndTheOutcomeTold() {
    orders.retune(settings -> settings.withResyncPeriod(Duration.ofHours(1)));
    shop.broken.add("order-5");
    show("#/orders/items/order-5");

    click(button("Refresh order-5"));
    soon().until(() -> report().equals("The sync of order-5 failed: the shop does not answer"));

    shop.broken.clear();
    click(button("Refresh order-5"));
    soon().until(() -> report().matches("order-5 is synced, after .*"));
    show("#/orders/items/old-1");
    click(button("Refresh old-1"));
    soon().until(() -> report().contains("nothing to refresh"));
    assertNothingWentWrong();
  }

  @Test
  void anItemIsDeletedOnlyAfterAskingBack() {
    show("#/orders/items");
    soon().until(() -> !firstItem().isEmpty());
    chromium.run("document.querySelector(arguments[0]).focus()", button("Delete order-6"));

    chromium.press(Keys.ENTER);
    soon().until(() -> chromium.text("dialog h2").equals("Delete order-6?"));
    assertThat(chromium.run("return document.activeElement.innerText")).isEqualTo("Cancel");
    chromium.screenshot("delete");
    chromium.press(Keys.ESCAPE);
    soon().until(() -> chromium.findAll("dialog").isEmpty());
    assertThat(chromium.run("return document.activeElement.ariaLabel")).isEqualTo("Delete order-6");
    assertThat(orders.get("order-6")).isNotNull();

    chromium.press(Keys.ENTER);
    soon().until(() -> !chromium.findAll("dialog .danger").isEmpty());
    click("dialog .danger");

    soon().until(() -> report().equals("order-6 is deleted."));
    assertThat(orders.get("order-6")).isNull();
    soon().until(() -> chromium.findAll("tr[data-id='order-6']").isEmpty());
    assertThat(chromium.run("return document.activeElement.closest('tr') !== null"))
        .as("the focus went on to a neighbour")
        .isEqualTo(true);
    assertNothingWentWrong();
  }

  @Test
  void aCacheIsPausedAndResumed() {
    show("#/orders/settings");

    click(button("Pause"));
    soon().until(() -> chromium.text("dialog h2").equals("Pause orders?"));
    click("dialog .danger");

    soon().until(() -> report().equals("orders is paused."));
    assertThat(orders.isPaused()).isTrue();
    soon().until(() -> chromium.text("#trouble").startsWith("The cache is paused"));
    soon().until(() -> !chromium.findAll(button("Resume")).isEmpty());
    click(button("Resume"));
    soon().until(() -> report().equals("orders is resumed."));
    assertThat(orders.isPaused()).isFalse();
    assertNothingWentWrong();
  }

  @Test
  void aRetuneShowsTheSaturationThatWouldFollowBeforeItIsSent() {
    show("#/orders/settings");
    soon().until(() -> chromium.find("#tps").getAttribute("value").equals("200"));
    soon().until(() -> Math.abs(orders.stats().saturation() - 0.15) < 0.001);

    type("#tps", "15");
    type("#resyncPeriod", "500ms");

    soon()
        .until(
            () ->
                chromium
                    .text("#preview")
                    .startsWith(
                        "Saturation would be about 4; now it is 0.15. More would be demanded"));
    assertThat(orders.settings().tps()).as("not sent yet").isEqualTo(200);
    pictures("settings");
    click("form .primary");

    soon()
        .until(
            () ->
                report()
                    .equals("orders has new settings: 15 calls a second, burst 20, period 500ms."));
    assertThat(orders.settings().tps()).isEqualTo(15);
    assertThat(orders.settings().resyncPeriod()).isEqualTo(Duration.ofMillis(500));
    soon().until(() -> chromium.text("#trouble").contains("intervals are"));

    click(button("As configured"));
    soon().until(() -> !chromium.findAll("dialog .danger").isEmpty());
    click("dialog .danger");
    soon().until(() -> report().startsWith("orders is as configured: 200 calls a second"));
    assertThat(orders.settings().tps()).isEqualTo(configured.tps());
    soon().until(() -> chromium.find("#tps").getAttribute("value").equals("200"));
    assertNothingWentWrong();
  }

  @Test
  void aBadSettingIsNamedBeforeItIsSent() {
    show("#/orders/settings");
    soon().until(() -> chromium.find("#tps").getAttribute("value").equals("200"));

    type("#burst", "many");

    soon()
        .until(() -> chromium.text("#burst-error").equals("Burst must be a whole number above 0"));
    assertThat(chromium.find("#burst").getAttribute("aria-invalid")).isEqualTo("true");
    click("form .primary");
    soon().until(() -> report().contains("Burst must be a whole number"));
    assertThat(orders.settings().burst()).isEqualTo(20);
    assertNothingWentWrong();
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

  private static final String AFTER_FRAMES =
      "const done = arguments[0];"
          + "requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 100)))";

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
      try (InputStream axe = OperationsPageTest.class.getResourceAsStream("/axe.min.js")) {
        chromium.run(new String(axe.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return (List<?>)
        chromium.await(
            "const done = arguments[0]; axe.run().then(({ violations }) => done(violations.map("
                + "({ id, nodes }) => id + ': ' + nodes.map(node => node.html).join(' '))))");
  }

  /** However busy the machine is. */
  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(60));
  }

  private static void show(String hash) {
    chromium.run("location.hash = arguments[0]", hash);
    chromium.await(AFTER_FRAMES);
  }

  private static String cacheRow(String cache) {
    return chromium.text("tr[data-cache='" + cache + "']");
  }

  private static String firstItem() {
    return chromium.text("tbody tr a");
  }

  private static String report() {
    return chromium.text("#report");
  }

  /** By its accessible name, or what it says. */
  private static String button(String name) {
    return (String)
        chromium.run(
            "const button = [...document.querySelectorAll('button')].find(one =>"
                + " (one.ariaLabel ?? one.innerText) === arguments[0]);"
                + "if (!button) { return '#no-such-button'; }"
                + "button.dataset.found = arguments[0];"
                + "return `[data-found='${arguments[0]}']`",
            name);
  }

  private static void click(String css) {
    soon().until(() -> chromium.run("return document.querySelector(arguments[0])", css) != null);
    chromium.run("document.querySelector(arguments[0]).click()", css);
  }

  private static void type(String css, String value) {
    chromium.find(css).sendKeys(Keys.chord(Keys.CONTROL, "a"), value);
  }

  private static void choose(String css, String value) {
    chromium.run(
        "const select = document.querySelector(arguments[0]); select.value = arguments[1];"
            + "select.dispatchEvent(new Event('change'))",
        css,
        value);
  }

  private static void pictures(String name) {
    for (String scheme : List.of("light", "dark")) {
      chromium.show(1280, 1000, scheme);
      chromium.screenshot(name + "-" + scheme);
      chromium.show(390, 844, scheme);
      chromium.screenshot(name + "-phone-" + scheme);
    }
    chromium.show(1280, 1000, "light");
  }

  private static void assertNothingWentWrong() {
    assertThat(chromium.console()).isEmpty();
  }
}
