package io.github.autorefresh.cache.bench.outage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;

/**
 * Draws an outage as two contenders go through it: the calls of each second, and how many items are
 * stale. Each figure in it is one of that run.
 */
public final class OutagePicture {

  private static final Scenario SCENARIO =
      Scenario.tenMinutesDown(1000, Duration.ofMinutes(3).plusSeconds(15));

  /** What is shown before the outage and after it. */
  private static final int MARGIN_SECONDS = 90;

  /** The period, its jitter and a second: older is no item while all is well. */
  private static final Duration STALE = Duration.ofSeconds(34);

  private static final String OURS = "#1a5fd0";
  private static final String LOOP = "#b3261e";

  private static final int WIDTH = 860;
  private static final int LEFT = 62;
  private static final int RIGHT = 16;
  private static final int PANEL = 110;
  private static final int STRIDE = PANEL + 46;
  private static final int TOP = 44;
  private static final int HEIGHT = TOP + 3 * STRIDE + 4;

  private static final int DOWN = (int) SCENARIO.before().toSeconds();
  private static final int BACK = DOWN + (int) SCENARIO.outage().toSeconds();
  private static final int FIRST = DOWN - MARGIN_SECONDS;
  private static final int LAST = BACK + MARGIN_SECONDS;

  private final StringBuilder svg = new StringBuilder();

  private OutagePicture() {}

  /** Runs both, and writes the picture. */
  public static void draw(Path file) throws IOException {
    Calls ours = Contender.AUTO_REFRESH_CACHE.run(SCENARIO);
    Calls loop = Contender.SCHEDULED_LOOP.run(SCENARIO);
    Files.writeString(file, new OutagePicture().picture(ours, loop));
  }

  private String picture(Calls ours, Calls loop) {
    add(
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" aria-labelledby="title description">
        <title id="title">An outage of ten minutes</title>
        <desc id="description">1,000 items on a period of 30 s. In the outage this cache makes %d calls that fail and a \
        loop over all items %,d; %.0f s and %.0f s after it every item has been synced.</desc>
        <style>text { font: 13px system-ui, sans-serif; fill: #16202c } .soft { fill: #54606e } .end { text-anchor: end } \
        .middle { text-anchor: middle } .grid { stroke: #dfe4ea }</style>
        <rect width="100%%" height="100%%" rx="12" fill="#ffffff"/>
        <rect x="%.1f" y="%d" width="%.1f" height="%d" fill="#fff3d6"/>
        <text class="middle" x="%.1f" y="20">the external system is down</text>
        """,
        WIDTH,
        HEIGHT,
        ours.failed(),
        loop.failed(),
        ours.secondsUntilFresh(),
        loop.secondsUntilFresh(),
        x(DOWN),
        TOP - 16,
        x(BACK) - x(DOWN),
        HEIGHT - TOP - 12,
        x((DOWN + BACK) / 2));
    calls(0, "auto-refresh-cache", ours, OURS);
    calls(1, "a @Scheduled loop over all items", loop, LOOP);
    stale(2, ours, loop);
    return svg.append("</svg>\n").toString();
  }

  /** On a logarithmic scale, so that one probe is seen beside a thousand calls at once. */
  private void calls(int panel, String who, Calls calls, String colour) {
    title(
        panel, String.format(Locale.ROOT, "Calls per second: %s (%,d fail)", who, calls.failed()));
    double least = 0.5;
    IntToDoubleFunction part =
        n -> n == 0 ? 0 : Math.log(n / least) / Math.log(SCENARIO.items() / least);
    for (int tick = 1; tick <= SCENARIO.items(); tick *= 10) {
      grid(panel, tick, part);
    }
    int[] perSecond = calls.perSecond();
    add("<path stroke=\"%s\" d=\"", colour);
    for (int second = FIRST; second < LAST; second++) {
      if (perSecond[second] > 0) {
        add("M%.1f %dV%.1f", x(second), bottom(panel), y(panel, perSecond[second], part));
      }
    }
    add("\"/>\n");
    times(panel);
  }

  private void stale(int panel, Calls ours, Calls loop) {
    title(
        panel,
        String.format(
            "Items that were synced more than %d s ago (blue: auto-refresh-cache, red: the loop)",
            STALE.toSeconds()));
    IntToDoubleFunction part = n -> (double) n / SCENARIO.items();
    for (int tick = 0; tick <= SCENARIO.items(); tick += SCENARIO.items() / 2) {
      grid(panel, tick, part);
    }
    line(panel, loop.stale(STALE), part, LOOP);
    line(panel, ours.stale(STALE), part, OURS);
    times(panel);
  }

  private void line(int panel, int[] values, IntToDoubleFunction part, String colour) {
    add("<path fill=\"none\" stroke=\"%s\" stroke-width=\"2\" d=\"", colour);
    for (int second = FIRST; second < LAST; second++) {
      add(
          "%s%.1f %.1f",
          second == FIRST ? "M" : "L", x(second + 1), y(panel, values[second], part));
    }
    add("\"/>\n");
  }

  private void title(int panel, String text) {
    add("<text x=\"%d\" y=\"%d\">%s</text>\n", LEFT, bottom(panel) - PANEL - 8, text);
  }

  private void grid(int panel, int value, IntToDoubleFunction part) {
    double y = y(panel, value, part);
    add(
        "<path class=\"grid\" d=\"M%d %.1fH%d\"/><text class=\"soft end\" x=\"%d\" y=\"%.1f\">%,d</text>\n",
        LEFT, y, WIDTH - RIGHT, LEFT - 8, y + 4, value);
  }

  /** Minutes since the outage began. */
  private void times(int panel) {
    for (int minute = 0; DOWN + 60 * minute < LAST; minute += 2) {
      add(
          "<text class=\"soft middle\" x=\"%.1f\" y=\"%d\">%d min</text>\n",
          x(DOWN + 60 * minute), bottom(panel) + 16, minute);
    }
  }

  private void add(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values));
  }

  private static double x(int second) {
    return LEFT + (double) (second - FIRST) / (LAST - FIRST) * (WIDTH - LEFT - RIGHT);
  }

  private static double y(int panel, int value, IntToDoubleFunction part) {
    return bottom(panel) - PANEL * part.applyAsDouble(value);
  }

  private static int bottom(int panel) {
    return TOP + 12 + panel * STRIDE + PANEL;
  }
}
