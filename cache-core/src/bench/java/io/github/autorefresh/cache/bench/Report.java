package io.github.autorefresh.cache.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The raw results as Markdown: a section per figure with a table per JDK; in each cell the median,
 * and behind it the least and the greatest; "not done in time" if no round was. In a file that has
 * the two marks, what is between them is replaced, and what is written by hand stays.
 */
final class Report {

  private static final String BEGIN = "<!-- tables: begin -->";
  private static final String END = "<!-- tables: end -->";

  private Report() {}

  static void write(Path file, List<Raw> raws) throws IOException {
    String tables = BEGIN + "\n\n" + sections(raws) + END;
    String before = Files.exists(file) ? Files.readString(file) : "";
    int begin = before.indexOf(BEGIN);
    int end = before.indexOf(END);
    Files.writeString(
        file,
        begin < 0 || end < begin
            ? tables + "\n"
            : before.substring(0, begin) + tables + before.substring(end + END.length()));
  }

  private static String sections(List<Raw> raws) {
    StringBuilder text = new StringBuilder();
    for (Raw raw : raws) {
      raw.environment().forEach(line -> text.append("- ").append(line).append('\n'));
      text.append('\n');
    }
    for (Figure figure : Figures.ALL) {
      List<Raw> measured = raws.stream().filter(raw -> !raw.results(figure).isEmpty()).toList();
      if (!measured.isEmpty()) {
        text.append("## ").append(figure.title()).append("\n\n");
        text.append(figure.method().strip()).append("\n\n");
        measured.forEach(raw -> table(text, raw, figure));
      }
    }
    return text.toString();
  }

  private static void table(StringBuilder text, Raw raw, Figure figure) {
    List<Raw.Result> results = raw.results(figure);
    Set<String> columns = new LinkedHashSet<>();
    Set<String> rows = new LinkedHashSet<>();
    results.forEach(result -> columns.add(result.heading()));
    results.forEach(result -> rows.add(result.row()));
    int rounds = results.stream().mapToInt(Raw.Result::round).max().orElse(0);
    text.append("| ").append(jdk(raw)).append(", rounds: ").append(rounds).append(" |");
    columns.forEach(column -> text.append(' ').append(column).append(" |"));
    text.append("\n|---|").append("---:|".repeat(columns.size())).append('\n');
    for (String row : rows) {
      text.append("| ").append(row).append(" |");
      for (String column : columns) {
        text.append(' ').append(cell(results, row, column)).append(" |");
      }
      text.append('\n');
    }
    text.append('\n');
  }

  private static String jdk(Raw raw) {
    return raw.environment().stream()
        .filter(line -> line.startsWith("JDK: "))
        .map(line -> "JDK " + line.replaceAll(".* (\\d+)[.+].*", "$1"))
        .findFirst()
        .orElse("");
  }

  private static String cell(List<Raw.Result> results, String row, String column) {
    List<Double> values = new ArrayList<>();
    int late = 0;
    for (Raw.Result result : results) {
      if (result.row().equals(row) && result.heading().equals(column)) {
        if (Case.Values.isDone(result.value())) {
          values.add(result.value());
        } else {
          late++;
        }
      }
    }
    if (values.isEmpty()) {
      return late > 0 ? "not done in time" : "";
    }
    return figures(values)
        + (late > 0 ? ", " + late + " of " + (late + values.size()) + " not done in time" : "");
  }

  /** The median, the least and the greatest. */
  private static String figures(List<Double> values) {
    values.sort(null);
    double least = values.get(0);
    double greatest = values.get(values.size() - 1);
    int half = values.size() / 2;
    double median =
        values.size() % 2 == 1 ? values.get(half) : (values.get(half - 1) + values.get(half)) / 2;
    return "**" + number(median) + "** (" + number(least) + " to " + number(greatest) + ")";
  }

  /** Three digits that say something. */
  private static String number(double value) {
    double size = Math.abs(value);
    int decimals =
        size >= 100 || size == 0 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : size >= 0.01 ? 3 : 5;
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
