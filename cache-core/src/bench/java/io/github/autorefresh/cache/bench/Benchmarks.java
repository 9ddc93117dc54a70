package io.github.autorefresh.cache.bench;

import io.github.autorefresh.cache.bench.cadence.CadencePicture;
import io.github.autorefresh.cache.bench.outage.OutagePicture;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs figures: a JVM for each measurement, all with the same flags; every contender once before
 * any has its next round, so that what changes on the machine meanwhile changes for all. Then
 * writes the tables.
 *
 * <pre>
 *   --smoke         one short round of everything, no tables
 *   --rounds N      5 unless set
 *   --warm-up S     seconds before measuring begins; 2 unless set
 *   --seconds S     seconds that are measured; 1 unless set
 *   --only TEXT     the rows and loads only that have this in their names
 *   --tables FILE   writes the tables of all that has been measured into a file, and measures nothing
 *   --picture FILE  draws an outage into a file, by the run of two of the contenders, and measures nothing
 *   --cadence FILE  draws what a learned cadence does into a file, and measures nothing
 *   NAME...         the figures to measure; all unless named
 * </pre>
 */
public final class Benchmarks {

  private static final List<String> FLAGS = List.of("-XX:+UseG1GC", "-Xms8g", "-Xmx8g");
  private static final List<String> SMOKE_FLAGS = List.of("-XX:+UseG1GC", "-Xmx512m");

  private List<Figure> figures = Figures.ALL;
  private boolean smoke;
  private int rounds = 5;
  private double warmUp = 2;
  private double seconds = 1;
  private String only = "";
  private @Nullable Path tables;
  private @Nullable Path picture;
  private @Nullable Path cadence;

  private Benchmarks(String[] arguments) {
    List<Figure> named = new ArrayList<>();
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--smoke" -> smoke = true;
        case "--rounds" -> rounds = Integer.parseInt(arguments[++i]);
        case "--warm-up" -> warmUp = Double.parseDouble(arguments[++i]);
        case "--seconds" -> seconds = Double.parseDouble(arguments[++i]);
        case "--only" -> only = arguments[++i];
        case "--tables" -> tables = Path.of(arguments[++i]);
        case "--picture" -> picture = Path.of(arguments[++i]);
        case "--cadence" -> cadence = Path.of(arguments[++i]);
        default -> named.add(Figures.named(arguments[i]));
      }
    }
    if (!named.isEmpty()) {
      figures = named;
    }
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    System.exit(new Benchmarks(arguments).run() ? 0 : 1);
  }

  private boolean run() throws IOException, InterruptedException {
    if (tables != null) {
      Report.write(tables, Raw.all());
      return true;
    }
    if (picture != null) {
      OutagePicture.draw(picture);
      return true;
    }
    if (cadence != null) {
      CadencePicture.draw(cadence);
      return true;
    }
    boolean sound = true;
    for (Figure figure : figures) {
      if (figure.cases(Scale.SMOKE).isEmpty()) {
        continue; // it is measured elsewhere
      }
      sound &= smoke ? Fork.smoke(figure, SMOKE_FLAGS) : measure(figure);
    }
    return sound;
  }

  /** The results are written down as they come. */
  private boolean measure(Figure figure) throws IOException, InterruptedException {
    boolean sound = true;
    Raw raw = Raw.ofThisJdk(Raw.FOLDER);
    raw.environment(Environment.here(FLAGS));
    raw.forget(figure.name());
    Scale scale = Scale.full(warmUp, seconds);
    List<Case> cases = figure.cases(scale);
    for (int round = 1; round <= rounds; round++) {
      for (int i = 0; i < cases.size(); i++) {
        Case one = cases.get(i);
        if (Runtime.version().feature() >= one.sinceJava() && one.isNamed(only)) {
          System.out.printf("%s, round %d: %s %s%n", figure.name(), round, one.row(), one.load());
          List<String> lines = Fork.measure(figure, i, scale, FLAGS);
          lines.forEach(System.out::println);
          raw.add(figure, round, one, lines);
          sound &= !lines.isEmpty();
        }
      }
    }
    return sound;
  }
}
