package io.github.autorefresh.cache.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs figures: a JVM for each measurement, all with the same flags; every contender once before
 * any has its next round, so that what changes on the machine meanwhile changes for all. Then
 * writes the tables.
 *
 * <pre>
 *   --smoke         one short round of everything, no tables
 *   --rounds N      5 unless set
 *   --tables FILE   writes the tables of all that is in the raw results, and measures nothing
 *   NAME...         the figures to measure; all unless named
 * </pre>
 */
public final class Benchmarks {

  private static final int ROUNDS = 5;
  private static final List<String> FLAGS = List.of("-XX:+UseG1GC", "-Xms8g", "-Xmx8g");
  private static final List<String> SMOKE_FLAGS = List.of("-XX:+UseG1GC", "-Xmx512m");

  private Benchmarks() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    boolean smoke = false;
    int rounds = ROUNDS;
    Path tables = null;
    List<String> names = new ArrayList<>();
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--smoke" -> smoke = true;
        case "--rounds" -> rounds = Integer.parseInt(arguments[++i]);
        case "--tables" -> tables = Path.of(arguments[++i]);
        default -> names.add(arguments[i]);
      }
    }
    if (tables != null) {
      Report.write(tables, Raw.all());
      return;
    }
    List<Figure> figures =
        names.isEmpty() ? Figures.ALL : names.stream().map(Figures::named).toList();
    boolean sound = smoke ? smoke(figures) : measure(figures, rounds);
    System.exit(sound ? 0 : 1);
  }

  private static boolean smoke(List<Figure> figures) throws IOException, InterruptedException {
    boolean sound = true;
    for (Figure figure : figures) {
      sound &= Fork.smoke(figure, SMOKE_FLAGS);
    }
    return sound;
  }

  /** Figure by figure; the results are written down as they come. */
  private static boolean measure(List<Figure> figures, int rounds)
      throws IOException, InterruptedException {
    boolean sound = true;
    Raw raw = Raw.ofThisJdk();
    raw.environment(Environment.here(FLAGS, rounds));
    for (Figure figure : figures) {
      raw.forget(figure);
      List<Case> cases = figure.cases(Scale.FULL);
      for (int round = 1; round <= rounds; round++) {
        for (int i = 0; i < cases.size(); i++) {
          Case one = cases.get(i);
          if (Runtime.version().feature() >= one.sinceJava()) {
            System.out.printf("%s, round %d: %s %s%n", figure.name(), round, one.row(), one.load());
            List<String> lines = Fork.measure(figure, i, FLAGS);
            lines.forEach(System.out::println);
            raw.add(figure, round, one, lines);
            sound &= !lines.isEmpty();
          }
        }
      }
    }
    Path tables = Files.createDirectories(Path.of("target", "bench")).resolve("tables.md");
    Report.write(tables, Raw.all());
    System.out.println("Tables: " + tables);
    return sound;
  }
}
