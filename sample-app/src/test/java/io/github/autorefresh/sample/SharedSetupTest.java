package io.github.autorefresh.sample;

import static io.github.autorefresh.sample.SharedSetup.FOLDER;
import static io.github.autorefresh.sample.SharedSetup.compose;
import static io.github.autorefresh.sample.SharedSetup.prometheus;
import static io.github.autorefresh.sample.SharedSetup.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.github.autorefresh.sample.SharedSetup.Compose;
import io.github.autorefresh.sample.SharedSetup.DashboardProvider;
import io.github.autorefresh.sample.SharedSetup.Dashboards;
import io.github.autorefresh.sample.SharedSetup.DataSource;
import io.github.autorefresh.sample.SharedSetup.DataSources;
import io.github.autorefresh.sample.SharedSetup.Service;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/**
 * What {@code sample-app/shared} sets up around the replicas fits together, and fits what {@code
 * docs/scaling.md} starts. The programs that read these files have the last word where they are
 * installed.
 */
@Tag("any-jdk")
class SharedSetupTest {

  private static final Path DOCS = Path.of("../docs");
  private static final Path PROVISIONING = Path.of("/etc/grafana/provisioning");

  @Test
  void whatIsMountedIsThereAndReadOnly() throws IOException {
    for (Service service : compose().services().values()) {
      if (service.volumes() != null) {
        assertThat(service.volumes()).allMatch(volume -> volume.endsWith(":ro"));
      }
    }
    assertThat(compose().mounts("prometheus")).allSatisfy((to, from) -> assertThat(from).exists());
    assertThat(compose().mounts("grafana")).allSatisfy((to, from) -> assertThat(from).exists());
  }

  @Test
  void everyImageHasAVersion() throws IOException {
    assertThat(compose().services())
        .containsOnlyKeys("redis", "prometheus", "grafana")
        .allSatisfy((name, service) -> assertThat(service.image()).matches(".+:v?\\d.*"));
  }

  @Test
  void onlyThisMachineReachesWhatIsPublished() throws IOException {
    assertThat(compose().services())
        .allSatisfy(
            (name, service) ->
                assertThat(service.ports()).singleElement().asString().startsWith("127.0.0.1:"));
    assertThat(compose().published("redis")).isEqualTo("6379");
    assertThat(page()).contains("redis-server --port " + compose().published("redis"));
    assertThat(page()).contains("//localhost:" + compose().published("prometheus"));
    assertThat(page()).contains("//localhost:" + compose().published("grafana"));
  }

  @Test
  void redisKeepsWhatItIsGiven() throws IOException {
    assertThat(compose().services().get("redis").command())
        .containsSequence("--maxmemory-policy", "noeviction");
  }

  @Test
  void prometheusScrapesTheReplicasThatThePageStarts() throws IOException {
    List<String> ports = started("--server\\.port=(\\d+)");
    assertThat(ports).hasSize(2);
    assertThat(prometheus().scrapes())
        .singleElement()
        .satisfies(
            scrape -> {
              assertThat(scrape.path()).isEqualTo("/actuator/prometheus");
              assertThat(scrape.configs().get(0).targets())
                  .containsExactlyElementsOf(
                      ports.stream().map(port -> "host.docker.internal:" + port).toList());
            });
    assertThat(compose().services().get("prometheus").extraHosts())
        .containsExactly("host.docker.internal:host-gateway");
  }

  @Test
  void prometheusFindsTheAlertRulesWithAndWithoutDocker() throws IOException {
    Map<Path, Path> mounts = compose().mounts("prometheus");
    Path configuration = Path.of("/etc/prometheus/prometheus.yml"); // where its image looks
    assertThat(mounts.get(configuration)).isEqualTo(FOLDER.resolve("./prometheus.yml"));
    for (String rules : prometheus().ruleFiles()) {
      assertThat(FOLDER.resolve(rules)).exists();
      assertThat(mounts.get(configuration.resolveSibling(rules).normalize()))
          .isEqualTo(FOLDER.resolve(rules));
    }
  }

  @Test
  void grafanaAsksPrometheus() throws IOException {
    Path file = compose().mounts("grafana").get(PROVISIONING.resolve("datasources/prometheus.yml"));
    DataSource source = read(file, DataSources.class).datasources().get(0);
    assertThat(source.type()).isEqualTo("prometheus");
    assertThat(source.isDefault()).isTrue();
    assertThat(compose().services()).containsKey(source.url().getHost());
    assertThat(source.url()).hasPort(9090); // where its image listens
    assertThat(source.jsonData())
        .containsExactly(Map.entry("timeInterval", prometheus().global().get("scrape_interval")));
  }

  @Test
  void grafanaShowsTheDashboardOfTheDocumentation() throws IOException {
    Map<Path, Path> mounts = compose().mounts("grafana");
    Path file = mounts.get(PROVISIONING.resolve("dashboards/auto-refresh-cache.yml"));
    DashboardProvider provider = read(file, Dashboards.class).providers().get(0);
    assertThat(provider.type()).isEqualTo("file");
    Path folder = Path.of(provider.options().get("path"));
    Path dashboard = mounts.get(folder.resolve("auto-refresh-cache.json"));
    assertThat(dashboard).hasSameBinaryContentAs(DOCS.resolve("operations/grafana-dashboard.json"));
    String uid = JsonMapper.shared().readTree(Files.readString(dashboard)).path("uid").asString();
    assertThat(page()).contains("//localhost:" + compose().published("grafana") + "/d/" + uid);
  }

  @Test
  void theReplicasAskTheJobServiceThatThePageStarts() throws IOException {
    List<String> port = started("--sample\\.job-service\\.port=(\\d+)");
    assertThat(port).hasSize(1);
    assertThat(Path.of("src/main/resources/application-shared.yml"))
        .content()
        .contains("url: http://localhost:" + port.get(0) + " ");
  }

  @Test
  void aMisspeltKeyIsFound(@TempDir Path directory) throws IOException {
    Path misspelt = directory.resolve("compose.yaml");
    Files.writeString(misspelt, "services: {redis: {image: 'redis:8', port: ['6379:6379']}}");

    assertThatThrownBy(() -> read(misspelt, Compose.class)).hasMessageContaining("\"port\"");
  }

  @Test
  void dockerComposeAcceptsItsFile() throws Exception {
    String file = "shared/compose.yaml";
    if (answers("docker", "compose", "version")) {
      assertAccepted("docker", "compose", "-f", file, "config", "--quiet");
    } else if (answers("docker-compose", "version")) {
      assertAccepted("docker-compose", "-f", file, "config", "--quiet");
    } else {
      abort("there is neither docker compose nor docker-compose");
    }
  }

  @Test
  void promtoolAcceptsTheConfigurationAndTheAlertRules() throws Exception {
    assumeThat(answers("promtool", "--version")).as("there is promtool").isTrue();
    assertAccepted("promtool", "check", "config", "shared/prometheus.yml");
  }

  private static void assertAccepted(String... command) throws Exception {
    Answer answer = run(command);
    assertThat(answer.exit()).as(answer.text()).isZero();
  }

  private record Answer(int exit, String text) {}

  private static boolean answers(String... command) throws InterruptedException {
    try {
      return run(command).exit() == 0;
    } catch (IOException e) {
      return false; // it is not on the path
    }
  }

  private static Answer run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Answer(process.waitFor(), text);
  }

  private static String page() throws IOException {
    return Files.readString(DOCS.resolve("scaling.md"));
  }

  /** What the page has its reader start, in its order. */
  private static List<String> started(String argument) throws IOException {
    return Pattern.compile("java -jar .*" + argument)
        .matcher(page())
        .results()
        .map(command -> command.group(1))
        .toList();
  }
}
