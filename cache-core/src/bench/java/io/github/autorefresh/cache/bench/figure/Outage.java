package io.github.autorefresh.cache.bench.figure;

import io.github.autorefresh.cache.bench.Case;
import io.github.autorefresh.cache.bench.Figure;
import io.github.autorefresh.cache.bench.Scale;
import io.github.autorefresh.cache.bench.outage.Calls;
import io.github.autorefresh.cache.bench.outage.Contender;
import io.github.autorefresh.cache.bench.outage.Scenario;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** What an outage of the external system costs it, and how soon all is fresh after it. */
public final class Outage implements Figure {

  private static final int SIZE = 1000;

  /** So many moments at which it begins, a second from one to the next: the longest cycle here. */
  private static final int MOMENTS = 40;

  @Override
  public String name() {
    return "outage";
  }

  @Override
  public String title() {
    return "An outage of ten minutes";
  }

  @Override
  public String method() {
    return """
        1,000 items on a period of 30 s at tps 100, burst 10; after some minutes every call fails, for ten minutes. On
        simulated time, on which no call takes any: exact, and the same on every machine. The outage begins at 40
        moments, a second from one to the next, and each figure is the worst of those: calls that failed; the most of
        them in any minute; seconds from the end of the outage until every item has been synced; and for five periods
        from then on, the most calls in any second, by the mean.
        """;
  }

  @Override
  public List<Case> cases(Scale scale) {
    return Stream.of(Contender.values())
        .map(contender -> Case.of(contender.label(), "", () -> measure(contender, scale)))
        .toList();
  }

  private static Case.Values measure(Contender contender, Scale scale) {
    int failed = 0;
    int worstMinute = 0;
    double seconds = 0;
    double peak = 0;
    for (int moment = 0; moment < (scale.isSmoke() ? 1 : MOMENTS); moment++) {
      Duration before = Duration.ofMinutes(3).plusSeconds(moment);
      Calls calls = contender.run(Scenario.tenMinutesDown(scale.items(SIZE), before));
      failed = Math.max(failed, calls.failed());
      worstMinute = Math.max(worstMinute, calls.worstMinute());
      seconds = Math.max(seconds, calls.secondsUntilFresh());
      peak = Math.max(peak, calls.peakToMeanAfterwards());
    }
    return Case.Values.of("failed calls", failed)
        .and("worst minute", worstMinute)
        .and("until all are fresh, s", seconds)
        .and("peak afterwards", peak);
  }
}
