package io.github.autorefresh.sample;

import static java.util.stream.Collectors.toMap;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The files of {@code sample-app/shared}. A key that is not known here is refused. */
final class SharedSetup {

  static final Path FOLDER = Path.of("shared");

  private static final JsonMapper STRICT =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  record Compose(Map<String, Service> services) {

    /** Files of ours, by where the containers of a service find them. */
    Map<Path, Path> mounts(String service) {
      return services.get(service).volumes().stream()
          .map(volume -> volume.split(":", -1))
          .collect(toMap(parts -> Path.of(parts[1]), parts -> FOLDER.resolve(parts[0])));
    }

    /** The port of this machine at which a service is. */
    String published(String service) {
      return services.get(service).ports().get(0).split(":", -1)[1];
    }
  }

  record Service(
      String image,
      List<String> command,
      List<String> ports,
      List<String> volumes,
      Map<String, String> environment,
      @JsonProperty("extra_hosts") List<String> extraHosts) {}

  record Prometheus(
      Map<String, String> global,
      @JsonProperty("rule_files") List<String> ruleFiles,
      @JsonProperty("scrape_configs") List<Scrape> scrapes) {}

  record Scrape(
      @JsonProperty("job_name") String job,
      @JsonProperty("metrics_path") String path,
      @JsonProperty("static_configs") List<Targets> configs) {}

  record Targets(List<String> targets) {}

  record DataSources(int apiVersion, List<DataSource> datasources) {}

  record DataSource(
      String name,
      String type,
      String access,
      URI url,
      boolean isDefault,
      Map<String, String> jsonData) {}

  record Dashboards(int apiVersion, List<DashboardProvider> providers) {}

  record DashboardProvider(String name, String type, Map<String, String> options) {}

  private SharedSetup() {}

  static Compose compose() throws IOException {
    return read(FOLDER.resolve("compose.yaml"), Compose.class);
  }

  static Prometheus prometheus() throws IOException {
    return read(FOLDER.resolve("prometheus.yml"), Prometheus.class);
  }

  static <C> C read(Path yaml, Class<C> type) throws IOException {
    return STRICT.convertValue(new Yaml().load(Files.readString(yaml)), type);
  }
}
