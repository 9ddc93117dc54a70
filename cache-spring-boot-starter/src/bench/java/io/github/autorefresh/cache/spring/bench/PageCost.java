package io.github.autorefresh.cache.spring.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the operations page costs: an application that does not expose it, in its start and its
 * heap; and one with a million items while the page is open. Only if {@code page} is asked for;
 * prints its results, which are in {@code docs/operations}.
 */
public final class PageCost {

  private static final String FIGURE = "page";

  private static final String PAGE =
      "io.github.autorefresh.cache.spring.autoconfigure.AutoRefreshCachesUiAutoConfiguration";

  private static final String JSON =
      "--management.endpoints.web.exposure.include=autorefreshcaches";

  /** As often as the page asks. */
  private static final Duration POLL = Duration.ofSeconds(2);

  private PageCost() {}

  public static void main(String[] arguments) throws Exception {
    List<String> wanted = List.of(arguments);
    boolean smoke = wanted.contains("--smoke");
    if (!smoke && !wanted.contains(FIGURE)) {
      return; // it takes long, and its results are in no table
    }
    for (int round = 1; round <= (smoke ? 1 : 7); round++) {
      start(
          round,
          "without the page's auto-configuration",
          JSON,
          "--spring.autoconfigure.exclude=" + PAGE);
      start(round, "the page not exposed", JSON);
      start(round, "the page exposed", JSON + ",autorefreshcachesui");
    }
    if (smoke) {
      open(1000, 1, Duration.ofSeconds(1));
    } else {
      open(1_000_000, 3, Duration.ofSeconds(60));
    }
  }

  private static void start(int round, String what, String... properties) throws Exception {
    try (Application application = new Application(0, properties)) {
      System.out.printf(
          "start, round %d: %s: %d ms of processor time, %.2f MB of heap%n",
          round, what, application.cpuMillis, application.heap / 1e6);
    }
  }

  private static void open(int items, int rounds, Duration time) throws Exception {
    try (Application application = new Application(items, JSON + ",autorefreshcachesui")) {
      String all = "/actuator/autorefreshcaches";
      String list = all + "/things?recent=true&limit=50&page=0&sort=";
      for (int round = 1; round <= rounds; round++) {
        application.measure(round, "nobody looks", time);
        application.measure(round, "figures are open", time, all);
        application.measure(round, "items are open", time, all, list + "concern");
        application.measure(
            round,
            "items are open, filtered and sorted",
            time,
            all,
            list + "-createdAt&overdue=false&search=77");
        application.measure(
            round, "eight look at items, each in another way", time, ofEight(all, list));
      }
    }
  }

  /** Each also asks for the figures, as the page does. */
  private static String[] ofEight(String all, String list) {
    return Stream.of(
            "concern",
            "id",
            "-createdAt",
            "lastSyncedAt",
            "-nextSyncAt",
            "id&terminal=true",
            "concern&search=42",
            "-createdAt&overdue=false&search=77")
        .flatMap(query -> Stream.of(all, list + query))
        .toArray(String[]::new);
  }

  /** In a process of its own. */
  private static final class Application implements AutoCloseable {

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process process;
    private final String base;
    private final long cpuMillis;
    private final long heap;

    Application(int items, String... properties) throws IOException {
      List<String> command =
          new ArrayList<>(
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:+UseG1GC",
                  "-Xmx2g",
                  "-cp",
                  System.getProperty("java.class.path"),
                  PagedApplication.class.getName(),
                  String.valueOf(items),
                  "--server.port=0",
                  "--server.address=127.0.0.1"));
      command.addAll(List.of(properties));
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String[] ready = awaitReady();
      base = "http://127.0.0.1:" + ready[1];
      cpuMillis = Long.parseLong(ready[2]);
      heap = Long.parseLong(ready[3]);
    }

    private String[] awaitReady() throws IOException {
      // Not closed: that would end the application, whose output goes nowhere afterwards.
      BufferedReader output =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      StringBuilder said = new StringBuilder();
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (line.startsWith(PagedApplication.MARK)) {
          return line.split("\t", -1);
        }
        said.append(line).append('\n');
      }
      throw new IllegalStateException("It did not start:\n" + said);
    }

    void measure(int round, String what, Duration time, String... paths) throws Exception {
      for (String path : paths) {
        get(path); // not the first time, which loads classes
      }
      Duration before = cpu();
      long end = System.nanoTime() + time.toNanos();
      while (System.nanoTime() < end) {
        for (String path : paths) {
          get(path);
        }
        Thread.sleep(POLL.toMillis());
      }
      double percent = 100.0 * cpu().minus(before).toNanos() / time.toNanos();
      System.out.printf("open, round %d: %s: %.2f %% of a core%n", round, what, percent);
    }

    private Duration cpu() {
      return process.info().totalCpuDuration().orElseThrow();
    }

    private void get(String path) throws IOException, InterruptedException {
      http.send(HttpRequest.newBuilder(URI.create(base + path)).build(), BodyHandlers.ofString());
    }

    @Override
    public void close() {
      process.destroy();
      process.onExit().join();
    }
  }
}
