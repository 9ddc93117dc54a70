package io.github.autorefresh.cache.spring.bench;

import io.github.autorefresh.cache.bench.Environment;
import io.github.autorefresh.cache.bench.Raw;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Starts applications with and without the starter on their class path, in turns, and adds the
 * times to the raw results of the benchmarks of the core.
 */
public final class StartUp {

  private static final String FIGURE = "startup";
  private static final Path RESULTS = Path.of("..", "cache-core", "target", "bench");
  private static final int ROUNDS = 11;

  /** What Boot's own empty application consists of. */
  private static final Pattern BOOT =
      Pattern.compile(
          "(spring-(boot|boot-autoconfigure|core|context|beans|aop|expression)|logback-\\w+"
              + "|slf4j-api|jul-to-slf4j|log4j-(api|to-slf4j)|commons-logging|jspecify"
              + "|micrometer-(observation|commons)|snakeyaml|jakarta.annotation-api)-\\d.*\\.jar"
              + "|test-classes");

  /** What comes with the starter. */
  private static final Pattern STARTER =
      Pattern.compile("(cache-core|resilience4j-\\w+)-\\d.*\\.jar|classes");

  private record Contender(String row, boolean withStarter, Class<?> main) {}

  private static final List<Contender> CONTENDERS =
      List.of(
          new Contender("an empty Boot application", false, EmptyApplication.class),
          new Contender("with the starter and no cache", true, EmptyApplication.class),
          new Contender("with the starter and one cache", true, CachedApplication.class));

  private StartUp() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    List<String> wanted = List.of(arguments);
    boolean smoke = wanted.contains("--smoke");
    if (!wanted.isEmpty() && !smoke && !wanted.contains(FIGURE)) {
      return;
    }
    Raw raw = Raw.ofThisJdk(RESULTS);
    if (!smoke) {
      raw.environment(Environment.machine());
      raw.forget(FIGURE);
    }
    for (int round = 1; round <= (smoke ? 1 : ROUNDS); round++) {
      for (Contender contender : CONTENDERS) {
        long millis = start(contender);
        System.out.printf("%s, round %d: %s: %d ms%n", FIGURE, round, contender.row(), millis);
        if (!smoke) {
          raw.add(FIGURE, round, contender.row(), "", "ms", (double) millis);
        }
      }
    }
  }

  private static long start(Contender contender) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath(contender.withStarter()),
                contender.main().getName())
            .redirectErrorStream(true)
            .start();
    long millis = -1;
    List<String> output = new ArrayList<>();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        output.add(line);
        if (line.startsWith(EmptyApplication.MARK)) {
          millis = Long.parseLong(line.substring(EmptyApplication.MARK.length()));
        }
      }
    }
    if (process.waitFor() != 0 || millis < 0) {
      throw new IllegalStateException(
          contender.row() + " did not start:\n" + String.join("\n", output));
    }
    return millis;
  }

  private static String classPath(boolean withStarter) {
    return Pattern.compile(File.pathSeparator)
        .splitAsStream(System.getProperty("java.class.path"))
        .filter(
            entry -> {
              String name = Path.of(entry).getFileName().toString();
              return BOOT.matcher(name).matches()
                  || (withStarter && STARTER.matcher(name).matches());
            })
        .collect(Collectors.joining(File.pathSeparator));
  }
}
