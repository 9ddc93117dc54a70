package io.github.autorefresh.cache.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a contender that is not done in time, or fails; the others go on. */
class NotDoneInTimeTest {

  private static final Figure FIGURE = Figures.ALL.get(0);

  @TempDir private Path folder;

  @Test
  void cellSaysSoAndTheOthersGoOn() throws Exception {
    Raw raw = Raw.ofThisJdk(folder);
    for (Case one :
        List.of(
            Case.of("slow", "few items", () -> Case.Values.of("", Case.Values.NOT_DONE)),
            Case.of("broken", "few items", () -> fail()),
            Case.of("quick", "few items", () -> Case.Values.of("", 12.5)))) {
      raw.add(FIGURE, 1, one, valuesOf(one));
    }
    Path report = folder.resolve("report.md");
    Report.write(report, List.of(raw));
    assertThat(Files.readAllLines(report))
        .contains("| slow | not done in time |", "| quick | **12.5** (12.5 to 12.5) |")
        .noneMatch(line -> line.contains("NaN"));
  }

  private static Case.Values fail() {
    throw new IllegalStateException("no figure");
  }

  /** What the JVM of this measurement prints, and another reads. */
  private static List<String> valuesOf(Case one) {
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      Fork.measure(one);
    } finally {
      System.setOut(before);
    }
    String mark = "VALUE\t";
    return printed
        .toString(StandardCharsets.UTF_8)
        .lines()
        .filter(line -> line.startsWith(mark))
        .map(line -> line.substring(mark.length()))
        .toList();
  }
}
