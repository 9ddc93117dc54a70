package io.github.autorefresh.cache.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A JVM of its own for each measurement; what it prints after a mark are its values. */
public final class Fork {

  private static final String MARK = "VALUE\t";
  private static final String NOTE = "NOTE\t";
  private static final String ALL = "all";

  private Fork() {}

  /** Measures one case; lines of column, tab, value. None if it has failed. */
  static List<String> measure(Figure figure, int index, Scale scale, List<String> flags)
      throws IOException, InterruptedException {
    List<String> values = new ArrayList<>();
    List<String> what =
        List.of(
            String.valueOf(index), String.valueOf(scale.warmUp()), String.valueOf(scale.seconds()));
    return run(figure, what, flags, values) ? values : List.of();
  }

  /** Runs all cases of a figure shortly, in one JVM. */
  static boolean smoke(Figure figure, List<String> flags) throws IOException, InterruptedException {
    List<String> values = new ArrayList<>();
    boolean sound = run(figure, List.of(ALL), flags, values) && !values.isEmpty();
    System.out.printf("%s: %s%n", figure.name(), sound ? "runs" : "FAILED");
    return sound;
  }

  private static boolean run(
      Figure figure, List<String> what, List<String> flags, List<String> values)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Fork.class.getName()));
    command.add(figure.name());
    command.addAll(what);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    List<String> others = new ArrayList<>();
    try (BufferedReader output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (line.startsWith(MARK)) {
          values.add(line.substring(MARK.length()));
        } else if (line.startsWith(NOTE)) {
          System.out.println(line.substring(NOTE.length()));
        } else {
          others.add(line);
        }
      }
    }
    boolean sound = process.waitFor() == 0;
    if (!sound) {
      others.forEach(System.err::println);
    }
    return sound;
  }

  /** In the JVM that was started. */
  public static void main(String[] arguments) throws Exception {
    Figure figure = Figures.named(arguments[0]);
    boolean sound = true;
    if (arguments[1].equals(ALL)) {
      for (Case one : figure.cases(Scale.SMOKE)) {
        if (Runtime.version().feature() >= one.sinceJava()) {
          sound &= measure(one);
        }
      }
    } else {
      Scale scale = Scale.full(Double.parseDouble(arguments[2]), Double.parseDouble(arguments[3]));
      sound = measure(figure.cases(scale).get(Integer.parseInt(arguments[1])));
    }
    System.exit(sound ? 0 : 1); // whatever threads a contender may have left
  }

  /** Prints its values; false if it has failed, which keeps no other case from being measured. */
  @SuppressWarnings("CatchThrowable") // a contender that runs out of memory is one that failed
  static boolean measure(Case one) {
    try {
      one.measure().measure().byColumn().forEach((column, value) -> print(one, column, value));
      return true;
    } catch (Throwable failure) {
      System.out.println("failed: " + one.row() + ", " + one.load());
      failure.printStackTrace(System.out);
      return false;
    }
  }

  private static void print(Case one, String column, double value) {
    if (!Case.Values.isDone(value)) {
      System.out.printf("%s%s, %s: not done in time%n", NOTE, one.row(), one.load());
    }
    System.out.println(MARK + column + "\t" + String.format(Locale.ROOT, "%.9g", value));
  }
}
