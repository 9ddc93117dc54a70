package io.github.autorefresh.cache.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where the figures come from: the machine, the JDK and the peers' versions, in one line each. */
public final class Environment {

  private static final Pattern PEER =
      Pattern.compile(
          "(caffeine|cache2k-core|jetcache-core|guava|bucket4j_jdk17-core|resilience4j-ratelimiter|jmh-core)-(\\d.*)\\.jar");

  private Environment() {}

  static List<String> here(List<String> flags) throws IOException {
    List<String> lines = new ArrayList<>(machine());
    lines.add("Flags: " + String.join(" ", flags));
    lines.add("Peers: " + peers());
    return lines;
  }

  /** The machine and the JDK. */
  public static List<String> machine() throws IOException {
    return List.of(
        "Machine: "
            + Runtime.getRuntime().availableProcessors()
            + " cores ("
            + processor()
            + "), "
            + memory()
            + ", "
            + System.getProperty("os.name")
            + " "
            + System.getProperty("os.version"),
        "JDK: " + System.getProperty("java.vm.name") + " " + Runtime.version());
  }

  private static String processor() throws IOException {
    return proc("cpuinfo", "model name").orElse(System.getProperty("os.arch"));
  }

  private static String memory() throws IOException {
    return proc("meminfo", "MemTotal")
        .map(
            total ->
                String.format(
                    Locale.ROOT,
                    "%.0f GiB",
                    Long.parseLong(total.replaceAll("\\D", "")) / 1048576.0))
        .orElse("memory unknown");
  }

  private static Optional<String> proc(String file, String key) throws IOException {
    Path path = Path.of("/proc", file);
    if (!Files.isReadable(path)) {
      return Optional.empty();
    }
    try (Stream<String> lines = Files.lines(path)) {
      return lines
          .filter(line -> line.startsWith(key))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst();
    }
  }

  private static String peers() {
    return Pattern.compile(File.pathSeparator)
        .splitAsStream(System.getProperty("java.class.path"))
        .map(entry -> PEER.matcher(Path.of(entry).getFileName().toString()))
        .filter(Matcher::matches)
        .map(match -> match.group(1) + " " + match.group(2))
        .sorted()
        .collect(Collectors.joining(", "));
  }
}
