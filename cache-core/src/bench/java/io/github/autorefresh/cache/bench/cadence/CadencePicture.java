package io.github.autorefresh.cache.bench.cadence;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.KindCadence;
import io.github.autorefresh.cache.engine.AutoRefreshCacheBuilder;
import io.github.autorefresh.cache.testing.SteppedTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Draws when a job of ten minutes is called, by a fixed cadence and by one that has learned for two
 * hours, and what this has learned: the next interval by the age of the state.
 */
public final class CadencePicture {

  private static final int LEARNING_JOBS = 2_400;
  private static final int SECONDS_BETWEEN = 3;
  private static final int TAKES = 600;
  private static final int SHOWN_SECONDS = 690;

  private static final int WIDTH = 860;
  private static final int LEFT = 62;
  private static final int RIGHT = 16;
  private static final int FIXED_TOP = 52;
  private static final int LEARNED_TOP = 112;
  private static final int TICK = 26;
  private static final int CURVE_TOP = 184;
  private static final int CURVE = 120;
  private static final int MOST = 300;
  private static final int HEIGHT = CURVE_TOP + CURVE + 30;

  private static final String LEARNED = "#1a5fd0";
  private static final String FIXED = "#b3261e";

  private final StringBuilder svg = new StringBuilder();

  private CadencePicture() {}

  private record Export(String id, double endsAt, boolean isTerminal) implements CacheItem {

    @Override
    public Object cadenceKind() {
      return "export";
    }
  }

  /** When one job was called, in seconds from its creation, and what was learned before. */
  private record Shown(List<Double> calls, List<KindCadence.NextSync> nextSyncs) {}

  /** Runs both, and writes the picture. */
  public static void draw(Path file) throws IOException {
    Files.writeString(file, new CadencePicture().picture(run(false), run(true)));
  }

  private static Shown run(boolean learned) {
    SteppedTime time = new SteppedTime();
    List<Double> calls = new ArrayList<>();
    AutoRefreshCacheBuilder builder =
        time.cache("exports").unlimited().jitter(0.1).random(new SplittableRandom(4));
    if (learned) {
      builder.learnedCadence(Duration.ofSeconds(1), Duration.ofSeconds(MOST));
    }
    double shownFrom = (double) LEARNING_JOBS * SECONDS_BETWEEN;
    try (AutoRefreshCache<Export> cache =
        builder.build(
            export -> {
              double now = time.elapsed().toNanos() / 1e9;
              if (export.id().equals("shown")) {
                calls.add(now - shownFrom);
              }
              return now < export.endsAt()
                  ? export
                  : new Export(export.id(), export.endsAt(), true);
            })) {
      cache.start();
      SplittableRandom random = new SplittableRandom(7);
      for (int i = 0; i < LEARNING_JOBS; i++) {
        double now = (double) i * SECONDS_BETWEEN;
        double takes = TAKES * (0.9 + 0.2 * random.nextDouble());
        cache.getOrCreate(new Export("e" + i, now + takes, false));
        time.advance(Duration.ofSeconds(SECONDS_BETWEEN));
      }
      List<KindCadence.NextSync> nextSyncs =
          cache.cadenceByKind().stream()
              .filter(kind -> "export".equals(kind.kind()))
              .flatMap(kind -> kind.nextSyncs().stream())
              .toList();
      cache.getOrCreate(new Export("shown", shownFrom + TAKES, false));
      time.advance(Duration.ofSeconds(2L * TAKES));
      return new Shown(calls, nextSyncs);
    }
  }

  private String picture(Shown fixed, Shown learned) {
    add(
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" aria-labelledby="title description">
        <title id="title">A cadence that learns</title>
        <desc id="description">A job of ten minutes is called %d times by a fixed cadence of 30 s, and %d times by one that has \
        learned how long such jobs take.</desc>
        <style>text { font: 13px system-ui, sans-serif; fill: #16202c } .soft { fill: #54606e } .end { text-anchor: end } \
        .middle { text-anchor: middle } .grid { stroke: #dfe4ea }</style>
        <rect width="100%%" height="100%%" rx="12" fill="#ffffff"/>
        <path stroke="#54606e" stroke-dasharray="4 3" d="M%.1f 30V%d"/>
        <text class="middle" x="%.1f" y="20">the job is done</text>
        """,
        WIDTH,
        HEIGHT,
        fixed.calls().size(),
        learned.calls().size(),
        x(TAKES),
        CURVE_TOP + CURVE,
        x(TAKES));
    calls(FIXED_TOP, "Calls, fixed: 30 s", fixed, FIXED);
    calls(LEARNED_TOP, "Calls, learned", learned, LEARNED);
    curve(learned);
    return svg.append("</svg>\n").toString();
  }

  private void calls(int top, String who, Shown shown, String colour) {
    String title = "%s (%d)".formatted(who, shown.calls().size());
    add("<text x=\"%d\" y=\"%d\">%s</text>\n", LEFT, top - 6, title);
    add("<path class=\"grid\" d=\"M%d %dH%d\"/>\n", LEFT, top + TICK, WIDTH - RIGHT);
    add("<path stroke=\"%s\" stroke-width=\"2\" d=\"", colour);
    shown.calls().forEach(at -> add("M%.1f %dv-%d", x(at), top + TICK, TICK));
    add("\"/>\n");
  }

  /** What the learned cadence does after a sync that finds the job unchanged. */
  private void curve(Shown learned) {
    add(
        "<text x=\"%d\" y=\"%d\">The next interval by the age of the job, s</text>\n",
        LEFT, CURVE_TOP - 8);
    for (int tick = 0; tick <= MOST; tick += 100) {
      add(
          "<path class=\"grid\" d=\"M%d %.1fH%d\"/><text class=\"soft end\" x=\"%d\" y=\"%.1f\">%d</text>\n",
          LEFT, y(tick), WIDTH - RIGHT, LEFT - 8, y(tick) + 4, tick);
    }
    add("<path fill=\"none\" stroke=\"%s\" stroke-width=\"2\" d=\"", LEARNED);
    String command = "M";
    for (KindCadence.NextSync next : learned.nextSyncs()) {
      double age = next.age().toMillis() / 1e3;
      if (age <= SHOWN_SECONDS) {
        add("%s%.1f %.1f", command, x(age), y(next.interval().toMillis() / 1e3));
        command = "L";
      }
    }
    add("\"/>\n");
    for (int minute = 0; 60 * minute < SHOWN_SECONDS; minute += 2) {
      add(
          "<text class=\"soft middle\" x=\"%.1f\" y=\"%d\">%d min</text>\n",
          x(60.0 * minute), CURVE_TOP + CURVE + 18, minute);
    }
  }

  private void add(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values));
  }

  private static double x(double second) {
    return LEFT + second / SHOWN_SECONDS * (WIDTH - LEFT - RIGHT);
  }

  private static double y(double seconds) {
    return CURVE_TOP + CURVE * (1 - seconds / MOST);
  }
}
