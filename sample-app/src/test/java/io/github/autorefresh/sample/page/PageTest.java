package io.github.autorefresh.sample.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.spring.ui.Chromium;
import io.github.autorefresh.cache.spring.ui.NeedsChromium;
import io.github.autorefresh.sample.SampleApplication;
import java.time.Duration;
import java.util.List;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The page in a real browser, as a visitor uses it. It is loaded once a test and never again. */
@NeedsChromium
@SpringBootTest(
    classes = SampleApplication.class,
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "sample.job-service.pace=4s",
      "auto-refresh-cache.caches.jobs.resync-period=200ms",
      "auto-refresh-cache.caches.jobs.backoff.initial=200ms",
      "auto-refresh-cache.caches.jobs.backoff.max=1s"
    })
class PageTest {

  /** As many as run at once. */
  private static final int WORKERS = 4;

  private static Chromium chromium;

  @LocalServerPort private int port;

  @BeforeAll
  static void have(Chromium shared) {
    chromium = shared;
  }

  @BeforeEach
  void open() {
    chromium.show(1280, 1000, "light");
    chromium.open("http://localhost:" + port + "/");
    soon().until(() -> chromium.text("#connection").equals("Live"));
    soon().until(() -> chromium.find("#service").isDisplayed());
  }

  /** Leaves a service that works, and has nothing to do. */
  @AfterEach
  void mend() {
    choose("normal");
    chromium.run(
        "document.querySelectorAll('#rows tr:not(.ended)')"
            + ".forEach(row => fetch('/jobs/' + row.dataset.id, { method: 'DELETE' }))");
    soon().until(() -> chromium.findAll("#rows tr:not(.ended)").isEmpty());
    chromium.console();
  }

  @Test
  void aSubmittedJobIsWatchedToItsEnd() {
    submit("watched", "primes", "100");

    soon().until(() -> state("watched").equals("succeeded"));
    assertThat(outcome("watched")).isEqualTo("25");
    assertThat(cell("watched", "next")).isEqualTo("never: final");
    soon().until(() -> chromium.text("#jobs-count").matches(".*[1-9]\\d* announced.*"));
    assertNothingWentWrong();
  }

  @Test
  void anOutageIsToldOfAndRecoveredFrom() {
    submitAndHoldBack("patient");

    choose("failing");

    soon()
        .untilAsserted(
            () ->
                assertThat(chromium.text("#trouble"))
                    .matches(
                        "The job service has not answered for \\d+ s; next try in \\d+ s;"
                            + " 5 jobs wait\\..*"));
    soon().until(() -> chromium.text("#announcer").contains("The job service does not answer"));
    soon().until(() -> chromium.text("#charts").matches("(?s).*5 not in sync, oldest \\d+ s.*"));
    soon().until(() -> outcome("patient").contains("failed sync"));
    assertThat(state("patient")).as("the last good state").isIn("queued", "running");
    submit("refused", "primes", "100");
    soon().until(() -> chromium.text("#submit-status").equals("The job service does not answer"));
    chromium.screenshot("broken-light");
    chromium.show(1280, 1000, "dark");
    chromium.screenshot("broken-dark");
    chromium.show(390, 844, "dark");
    chromium.screenshot("broken-phone-dark");
    chromium.show(1280, 1000, "light");

    choose("normal");

    soon().until(() -> chromium.text("#trouble").isEmpty());
    soon().until(() -> state("patient").equals("succeeded"));
    // The browser itself tells of the 503 that the refused job got, and of nothing else.
    assertThat(chromium.console()).allMatch(line -> line.contains("503"));
  }

  @Test
  void aHoldAndTheStretchAfterItAreToldOf() {
    submitMany(12);

    choose("throttled");

    soon()
        .untilAsserted(
            () ->
                assertThat(chromium.text("#trouble"))
                    .matches("The job service asks to be left alone: no call for [12] s\\..*"));
    chromium.screenshot("throttled-light");
    chromium.show(390, 844, "light");
    chromium.screenshot("throttled-phone");
    chromium.show(1280, 1000, "light");
    soon()
        .untilAsserted(
            () ->
                assertThat(chromium.text("#trouble"))
                    .matches(".*every job is synced [\\d.]+ times less often than planned.*"));
    assertThat(chromium.text("#rows")).as("no job fails").doesNotContain("failed sync");
    assertThat(chromium.text("#charts")).contains("all in sync");
    assertNothingWentWrong();

    choose("normal");

    soon().until(() -> chromium.text("#trouble").isEmpty());
  }

  @Test
  void aJobIsCancelled() {
    submitAndHoldBack("unwanted");

    chromium.find(row("unwanted") + " [data-cancel]").click();

    soon().until(() -> state("unwanted").equals("cancelled"));
    assertNothingWentWrong();
  }

  @Test
  void aJobIsRefreshedAheadOfItsTime() {
    submitAndHoldBack("refreshed");
    choose("gone");
    soon().until(() -> outcome("refreshed").contains("failed sync"));

    chromium.find(row("refreshed") + " [data-refresh]").click();

    soon()
        .until(
            () ->
                chromium
                    .text("#jobs-error")
                    .equals("Refresh refreshed: The job service does not answer"));
    choose("normal");
    soon().until(() -> !outcome("refreshed").contains("failed sync"));
  }

  @Test
  void aRefusedFieldIsNamedAndFocused() {
    submit("not an id", "primes", "100");

    soon().until(() -> chromium.text("#id-error").startsWith("id must match"));
    assertThat(chromium.find("#id").getAttribute("aria-invalid")).isEqualTo("true");
    assertThat(chromium.run("return document.activeElement.id")).isEqualTo("id");
    assertThat(chromium.console()).allMatch(line -> line.contains("400"));
  }

  @Test
  void theKeyboardIsEnough() {
    chromium.find("#input").sendKeys(Keys.chord(Keys.CONTROL, "a"), "1000");
    chromium.find("#id").sendKeys("by-keyboard", Keys.ENTER);
    soon().until(() -> state("by-keyboard").equals("succeeded"));

    chromium.find("#service input[value=normal]").sendKeys(Keys.ARROW_RIGHT);

    soon().until(() -> chromium.text("#service-hint").contains("takes 1.2 s longer"));
    assertNothingWentWrong();
  }

  @Test
  void screenReadersHearWhatOthersSee() {
    submit("heard", "primes", "100");

    soon().until(() -> chromium.text("#announcer").contains("heard succeeded: 25"));
    assertThat(unnamed()).as("controls without a name").isEmpty();
  }

  @Test
  void everyWindowFitsAndIsKept() {
    submitMany(12);
    soon().until(() -> chromium.findAll("#rows tr").size() >= 12);
    soon()
        .until(
            () -> (Long) chromium.run("return document.querySelectorAll('.plot svg').length") == 4);
    for (String scheme : List.of("light", "dark")) {
      chromium.show(1280, 1000, scheme);
      chromium.screenshot("wide-" + scheme);
      chromium.show(390, 844, scheme);
      chromium.screenshot("phone-" + scheme);
      assertThat(chromium.run("return document.documentElement.scrollWidth")).isEqualTo(390L);
    }
    chromium.run("document.getElementById('jobs').scrollIntoView()");
    chromium.screenshot("phone-jobs");
    assertNothingWentWrong();
  }

  @Test
  void aRefusedConnectionIsTriedAgain() {
    // What a server does to a page that it can't serve now: the browser alone would give up.
    chromium.run(
        "const real = EventSource; let refusals = 2;"
            + "window.EventSource = function (url) {"
            + "  return new real(refusals-- > 0 ? '/no-such-feed' : url); };"
            + "document.dispatchEvent(new Event('visibilitychange'));");

    soon().until(() -> chromium.text("#connection").startsWith("Connection lost"));
    soon().until(() -> chromium.text("#connection").equals("Live"));
    assertThat(chromium.console()).allMatch(line -> line.contains("404"));
  }

  private void submit(String id, String type, String input) {
    set("#type", type);
    set("#input", input);
    set("#id", id);
    chromium.find("#submit button").click();
  }

  private void submitMany(int count) {
    set("#count", String.valueOf(count));
    chromium.find("#submit button").click();
    soon().until(() -> chromium.text("#submit-status").equals("Submitted " + count + " jobs"));
    set("#count", "1");
  }

  /** A job behind others, that will not end before the test has done what it is about to do. */
  private void submitAndHoldBack(String id) {
    submitMany(WORKERS);
    submit(id, "primes", "1000");
    soon().until(() -> !state(id).isEmpty());
  }

  /** However busy the machine is. */
  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(60));
  }

  private void set(String css, String value) {
    chromium.run("document.querySelector(arguments[0]).value = arguments[1]", css, value);
  }

  private void choose(String mode) {
    chromium.run("document.querySelector('[name=mode][value=' + arguments[0] + ']').click()", mode);
    soon().until(() -> mode.equals(chromium.find("#service").getAttribute("data-mode")));
  }

  private void assertNothingWentWrong() {
    assertThat(chromium.console()).isEmpty();
  }

  private static List<?> unnamed() {
    return (List<?>)
        chromium.run(
            "return [...document.querySelectorAll('input, select, button, table, section')]"
                + ".filter(e => !(e.labels?.length || e.ariaLabel || e.innerText"
                + " || e.getAttribute('aria-labelledby'))).map(e => e.outerHTML)");
  }

  private static String row(String id) {
    return "#rows tr[data-id='" + id + "']";
  }

  private static String state(String id) {
    return cell(id, "state");
  }

  private static String outcome(String id) {
    return cell(id, "outcome");
  }

  private static String cell(String id, String name) {
    return chromium.text(row(id) + " [data-" + name + "]");
  }
}
