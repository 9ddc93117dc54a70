package io.github.autorefresh.cache.spring.ui;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.spring.ui.PageApplication.Trip;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.test.annotation.DirtiesContext;

/** What happens to caches, seen in the overview and in the figures of one. */
@NeedsChromium
class FiguresViewTest extends BrowsedPage {

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

  @DirtiesContext // the rate returns slowly after a hold
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
}
