package io.github.autorefresh.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplicationAotProcessor;

/** The sample, processed ahead of time as for a native image, in JVMs of its own. */
class AheadOfTimeTest {

  private static final Pattern STARTED = Pattern.compile("Tomcat started on port (\\d+)");

  private static final Duration STARTUP = Duration.ofMinutes(2);

  @TempDir private Path directory;

  private final List<Process> processes = new ArrayList<>();

  @AfterEach
  void end() {
    processes.forEach(Process::destroyForcibly);
  }

  @Test
  @Timeout(value = 6, unit = TimeUnit.MINUTES) // three JVMs' worth of work
  void processedSampleFollowsAJobToItsResult() throws Exception {
    Path classes = Files.createDirectory(directory.resolve("generated-classes"));
    process();
    compileInto(classes);
    Process sample =
        java(
            "sample.log",
            classPath(classes, directory.resolve("resources"), directory.resolve("classes")),
            "-Dspring.aot.enabled=true",
            SampleApplication.class.getName(),
            "--server.port=0",
            "--sample.job-service.pace=100ms");

    Http http =
        new Http("http://localhost:" + await().atMost(STARTUP).until(this::port, port -> port > 0));
    HttpResponse<String> created =
        http.post("/jobs", "{\"id\":\"j1\",\"type\":\"primes\",\"input\":\"100\"}");
    assertThat(created.statusCode()).isEqualTo(201);
    await().until(() -> http.get("/jobs/j1").body().contains("\"result\":\"25\""));
    assertThat(http.get("/actuator/metrics/cache.size").body()).contains("\"jobs\"");

    sample.destroy(); // as an orchestrator stops it
    assertThat(sample.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(log("sample.log")).contains("AOT-processed").contains("Graceful shutdown complete");
  }

  private int port() throws IOException {
    Matcher started = STARTED.matcher(log("sample.log"));
    return started.find() ? Integer.parseInt(started.group(1)) : 0;
  }

  private void process() throws Exception {
    Process processor =
        java(
            "processor.log",
            classPath(),
            SpringApplicationAotProcessor.class.getName(),
            SampleApplication.class.getName(),
            directory.resolve("sources").toString(),
            directory.resolve("resources").toString(),
            directory.resolve("classes").toString(),
            "io.github.autorefresh",
            "sample-app");
    assertThat(processor.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(processor.exitValue()).as(log("processor.log")).isZero();
  }

  private void compileInto(Path classes) throws IOException {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("-proc:none", "-classpath", classPath(), "-d", classes.toString()));
    try (Stream<Path> files = Files.walk(directory.resolve("sources"))) {
      files.map(Path::toString).filter(file -> file.endsWith(".java")).forEach(arguments::add);
    }
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new));
    assertThat(result).as("result of the compiler").isZero();
  }

  private Process java(String log, String classPath, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(List.of("-Xmx256m", "-cp", classPath));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve(log).toFile())
            .start();
    processes.add(process);
    return process;
  }

  private String log(String name) throws IOException {
    return Files.readString(directory.resolve(name));
  }

  /** That of this test, without the tests themselves, after these directories. */
  private static String classPath(Path... first) {
    List<String> entries = new ArrayList<>();
    Stream.of(first).map(Path::toString).forEach(entries::add);
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (!entry.endsWith("test-classes")) {
        entries.add(entry);
      }
    }
    return String.join(File.pathSeparator, entries);
  }
}
