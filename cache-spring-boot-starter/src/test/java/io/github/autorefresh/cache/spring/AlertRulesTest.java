package io.github.autorefresh.cache.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** The alert rules of {@code docs/operations} fire when they should, and not otherwise. */
class AlertRulesTest {

  private static final Path CASES = Path.of("src/test/resources/prometheus-alerts-test.yml");
  private static final Path RULES = Path.of("../docs/operations/prometheus-alerts.yml");

  @Test
  void alertsFireAsTheirCasesSay() throws Exception {
    assumeTrue(isThere("promtool"), "promtool is on the path");
    Process promtool =
        new ProcessBuilder("promtool", "test", "rules", CASES.toString())
            .redirectErrorStream(true)
            .start();
    String answer = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(promtool.waitFor()).as(answer).isZero();
  }

  @Test
  void everyAlertHasACase() throws IOException {
    assertThat(Files.readString(CASES))
        .contains(alerts().stream().map(alert -> "{alertname=\"" + alert + "\"").toList());
  }

  @SuppressWarnings("unchecked") // the format of the file says so
  private static List<String> alerts() throws IOException {
    Map<String, List<Map<String, Object>>> file = new Yaml().load(Files.readString(RULES));
    return file.get("groups").stream()
        .flatMap(group -> ((List<Map<String, String>>) group.get("rules")).stream())
        .map(rule -> rule.get("alert"))
        .toList();
  }

  private static boolean isThere(String program) throws InterruptedException {
    try {
      return new ProcessBuilder(program, "--version").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
