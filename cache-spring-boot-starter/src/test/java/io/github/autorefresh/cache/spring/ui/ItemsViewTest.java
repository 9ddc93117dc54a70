package io.github.autorefresh.cache.spring.ui;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.spring.ui.PageApplication.Order;
import io.github.autorefresh.cache.spring.ui.PageApplication.Parcel;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** Items are found, looked at, refreshed, handled and deleted. */
@NeedsChromium
class ItemsViewTest extends BrowsedPage {

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
  void nothingOfAHandlerIsOfferedForACacheWithoutOne() {
    soon().until(() -> chromium.text("tr[data-cache='orders'] .handlers").equals("0"));
    assertThat(chromium.text("tr[data-cache='parcels'] .handlers")).isEqualTo("–");
    show("#/parcels/items");
    soon().until(() -> !chromium.text("#items-status").equals("Looking"));
    assertThat(chromium.findAll("#filter [value=unhandled][hidden]")).hasSize(1);
    show("#/parcels/settings");
    soon().until(() -> chromium.text(".settings").matches("(?s).*Handler\\s+none.*"));
    show("#/parcels/figures");
    soon().until(() -> chromium.text(".counts").contains("Evicted"));
    assertThat(chromium.text("#content")).doesNotContainIgnoringCase("handler");

    show("#/orders/figures");
    soon().until(() -> chromium.text("#content").contains("Given up by the handler"));
    show("#/orders/items");
    soon().until(() -> !firstItem().isEmpty());
    assertThat(chromium.findAll("#filter [value=unhandled]:not([hidden])")).hasSize(1);
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
  void whoDeletesAnItemInItsOwnViewGoesOnFromTheWayBack() {
    show("#/orders/items/order-9");
    soon().until(() -> chromium.text("#next").startsWith("It is synced in "));
    chromium.run("document.querySelector(arguments[0]).focus()", button("Delete order-9"));
    chromium.press(Keys.ENTER);
    soon().until(() -> !chromium.findAll("dialog .danger").isEmpty());
    click("dialog .danger");

    soon().until(() -> chromium.text("#next").equals("Nothing: it is no longer in the cache."));
    assertThat(chromium.run("return document.activeElement.innerText"))
        .isEqualTo("Back to the items");
    assertThat(chromium.text("dl")).matches("(?s).*Next sync\\s+never: gone.*");
    assertThat(chromium.console()).allMatch(line -> line.contains("404"));
  }

  @Test
  void whoHasTheHandlerRetriedGoesOnFromANeighbour() {
    shop.isMailDown = true;
    shop.finished.add("order-3");
    show("#/orders/items/order-3");
    String retry = "Retry the handler order-3";
    soon().until(() -> !chromium.findAll(button(retry) + ":not([hidden])").isEmpty());
    chromium.run("document.querySelector(arguments[0]).focus()", button(retry));
    shop.isMailDown = false;
    chromium.press(Keys.ENTER);

    soon().until(() -> !chromium.findAll(button(retry) + "[hidden]").isEmpty());
    assertThat(chromium.run("return document.activeElement.ariaLabel"))
        .isEqualTo("Refresh order-3");
    assertNothingWentWrong();
  }

  @Test
  void whatCameOfAnActionIsSeenByWhoeverIsFarDown() {
    show("#/orders/items");
    soon().until(() -> chromium.findAll("tbody tr").size() == 31);
    chromium.run("scrollTo(0, document.body.scrollHeight)");
    click("tbody tr:last-child button");

    soon().until(() -> !report().isEmpty());
    assertThat(
            chromium.run(
                "const { top, bottom } = document.getElementById('report').getBoundingClientRect();"
                    + "return scrollY > 500 && top >= 0 && bottom <= innerHeight"))
        .isEqualTo(true);
    assertNothingWentWrong();
  }
}
