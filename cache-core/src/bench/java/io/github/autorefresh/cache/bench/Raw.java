package io.github.autorefresh.cache.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The results of one JDK as they came, in a file of tab-separated lines: figure, round, row, load,
 * column, value. Lines without a figure are about the environment.
 */
public final class Raw {

  /** Of the core; what other modules measure is added there. */
  static final Path FOLDER = Path.of("target", "bench");

  private final Path file;

  /** Lines, by what stands before their colon. */
  private final Map<String, String> environment = new LinkedHashMap<>();

  private final List<Result> results = new ArrayList<>();

  /** One value. */
  record Result(String figure, int round, String row, String load, String column, double value) {

    String heading() {
      return load.isEmpty() ? column : column.isEmpty() ? load : load + ", " + column;
    }

    private String line() {
      return String.join(
          "\t", figure, String.valueOf(round), row, load, column, String.valueOf(value));
    }

    private static Result of(String line) {
      String[] parts = line.split("\t", -1);
      return new Result(
          parts[0],
          Integer.parseInt(parts[1]),
          parts[2],
          parts[3],
          parts[4],
          Double.parseDouble(parts[5]));
    }
  }

  private Raw(Path file) throws IOException {
    this.file = file;
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file)) {
        if (line.contains("\t")) {
          results.add(Result.of(line));
        } else {
          environment.put(subject(line), line);
        }
      }
    }
  }

  private static String subject(String line) {
    return line.substring(0, line.indexOf(':'));
  }

  /** Those of the JDK that this runs on. */
  public static Raw ofThisJdk(Path folder) throws IOException {
    Files.createDirectories(folder);
    return new Raw(folder.resolve("jdk" + Runtime.version().feature() + ".tsv"));
  }

  /** Those of all JDKs, the oldest first. */
  static List<Raw> all() throws IOException {
    if (!Files.isDirectory(FOLDER)) {
      throw new IllegalStateException("Nothing has been measured yet: no results in " + FOLDER);
    }
    try (Stream<Path> files = Files.list(FOLDER)) {
      List<Raw> all = new ArrayList<>();
      for (Path file : files.filter(path -> path.toString().endsWith(".tsv")).sorted().toList()) {
        all.add(new Raw(file));
      }
      return all;
    }
  }

  List<String> environment() {
    return List.copyOf(environment.values());
  }

  List<Result> results(Figure figure) {
    return results.stream().filter(result -> result.figure().equals(figure.name())).toList();
  }

  /** Lines of the form "subject: text"; what others have said of another subject stays. */
  public void environment(List<String> lines) throws IOException {
    lines.forEach(line -> environment.put(subject(line), line));
    save();
  }

  /** Makes room for a figure that is measured anew. */
  public void forget(String figure) throws IOException {
    results.removeIf(result -> result.figure().equals(figure));
    save();
  }

  /** Adds one value. */
  public void add(String figure, int round, String row, String load, String column, double value)
      throws IOException {
    results.add(new Result(figure, round, row, load, column, value));
    save();
  }

  void add(Figure figure, int round, Case one, List<String> values) throws IOException {
    for (String value : values) {
      String[] parts = value.split("\t", -1);
      results.add(
          new Result(
              figure.name(), round, one.row(), one.load(), parts[0], Double.parseDouble(parts[1])));
    }
    save();
  }

  private void save() throws IOException {
    List<String> lines = new ArrayList<>(environment.values());
    results.forEach(result -> lines.add(result.line()));
    Files.write(file, lines);
  }
}
