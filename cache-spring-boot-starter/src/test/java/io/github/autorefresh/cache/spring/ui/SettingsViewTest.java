package io.github.autorefresh.cache.spring.ui;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.CacheSettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A cache is paused and retuned, and tells who shares it. */
@NeedsChromium
class SettingsViewTest extends BrowsedPage {

  private final CacheSettings configured =
      CacheSettings.defaults().withResyncPeriod(Duration.ofSeconds(1)).withTps(200).withBurst(20);

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

    click(button("Reset to configured"));
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
}
