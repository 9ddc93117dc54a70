package io.github.autorefresh.cache.bench.figure;

import io.github.autorefresh.cache.bench.Case;
import io.github.autorefresh.cache.bench.Figure;
import io.github.autorefresh.cache.bench.Scale;
import io.github.autorefresh.cache.bench.cadence.Optimum;
import io.github.autorefresh.cache.bench.cadence.Tally;
import io.github.autorefresh.cache.bench.cadence.Trial;
import io.github.autorefresh.cache.bench.cadence.World;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** What a learned cadence saves, and what it costs: calls, and how late changes are found. */
public final class Cadence implements Figure {

  private static final int ITEMS = 500;
  private static final int SEEDS = 3;
  private static final double HOUR = 3600;

  /** A first interval is half a period in the mean, which is a call more in two items. */
  private static final double FIRST = 0.5;

  @Override
  public String name() {
    return "cadence";
  }

  @Override
  public String title() {
    return "A cadence that learns";
  }

  @Override
  public String method() {
    return """
        About 500 items at a time, on simulated time and the real engine: calls take no time, and nothing limits the
        rate. Calls per change that is found, without first syncs; and how late it is found, in seconds: the mean, and
        the lateness that 95% and 99% of the changes do not exceed. Learned: a period of 30 s, intervals of 1 s to
        5 min. For comparison: the fixed period of 30 s; the fixed period with the same mean lateness; the one with the
        same number of calls; and the optimum for somebody who knows the distribution exactly (by dynamic programming,
        without shortened first intervals, and at the same mean lateness). Measured for two hours after two hours of
        warm-up (four where items go on for ever), with three seeds, whose changes are taken together; "seeds" is how
        much their numbers of calls differ, in percent.
        """;
  }

  @Override
  public List<Case> cases(Scale scale) {
    List<Case> cases = new ArrayList<>();
    if (scale.isSmoke()) { // an optimum alone takes minutes
      add(cases, scale, World.TEN_MINUTES, "fixed, 30 s", trial -> trial);
      add(cases, scale, World.TEN_MINUTES, "learned", Trial::learning);
      return cases;
    }
    for (World world : World.values()) {
      add(cases, scale, world, "fixed, 30 s", trial -> trial);
      add(cases, scale, world, "learned", Trial::learning);
      add(cases, scale, world, "fixed, same mean lateness", Cadence::atEqualMean);
      add(cases, scale, world, "fixed, same calls", Cadence::atEqualCalls);
      cases.add(Case.of(row(world, "optimum"), "", () -> optimum(world, scale)));
    }
    for (World world : List.of(World.EXPONENTIAL, World.TEN_MINUTES, World.MIX)) {
      for (int hour = 0; hour < 2; hour++) {
        double from = hour * HOUR;
        String when = hour == 0 ? "the first hour" : "the second hour";
        UnaryOperator<Trial> cold = trial -> trial.measured(from, from + HOUR, Double.MAX_VALUE);
        add(cases, scale, world, when + ", fixed", cold);
        add(cases, scale, world, when + ", learned", trial -> cold.apply(trial.learning()));
      }
    }
    for (World world : List.of(World.TEN_MINUTES, World.MIX)) {
      for (int half = 0; half < 4; half++) {
        double from = 2 * HOUR + half * HOUR / 2;
        UnaryOperator<Trial> drifted = trial -> trial.measured(from, from + HOUR / 2, 2 * HOUR);
        String when = "times three, half hour " + (half + 1);
        add(cases, scale, world, when + ", fixed", drifted);
        add(cases, scale, world, when + ", learned", trial -> drifted.apply(trial.learning()));
      }
    }
    for (World world : List.of(World.EXPONENTIAL, World.TEN_MINUTES, World.MIX)) {
      for (double share : new double[] {0.5, 0.9}) {
        String hints = (int) (100 * share) + "% hints";
        add(cases, scale, world, hints + ", fixed", trial -> trial.hinted(share));
        add(cases, scale, world, hints + ", learned", trial -> trial.hinted(share).learning());
      }
    }
    return cases;
  }

  private static void add(
      List<Case> cases, Scale scale, World world, String how, UnaryOperator<Trial> change) {
    cases.add(Case.of(row(world, how), "", () -> measure(world, change, scale)));
  }

  private static String row(World world, String how) {
    return world.label() + ": " + how;
  }

  private static Trial atEqualMean(Trial trial) {
    double ratio = trial.learning().run().meanLateness() / trial.run().meanLateness();
    return trial.every(ratio * Trial.PERIOD);
  }

  private static Trial atEqualCalls(Trial trial) {
    double fixed = trial.run().callsPerChange() - FIRST;
    double learned = trial.learning().run().callsPerChange() - FIRST;
    return trial.every(Trial.PERIOD * fixed / learned);
  }

  private static Case.Values measure(World world, UnaryOperator<Trial> change, Scale scale) {
    Tally all = new Tally();
    double least = Double.MAX_VALUE;
    double most = 0;
    for (long seed = 1; seed <= (scale.isSmoke() ? 1 : SEEDS); seed++) {
      Trial trial = change.apply(Trial.of(world, scale.items(ITEMS), seed));
      Tally one = trial.run();
      least = Math.min(least, one.callsPerChange());
      most = Math.max(most, one.callsPerChange());
      all.and(one);
    }
    return Case.Values.of("calls a change", all.callsPerChange())
        .and("mean lateness, s", all.meanLateness())
        .and("p95", all.lateness(0.95))
        .and("p99", all.lateness(0.99))
        .and("seeds", 100 * (most - least) / all.callsPerChange());
  }

  private static Case.Values optimum(World world, Scale scale) {
    Tally learned = new Tally();
    for (long seed = 1; seed <= SEEDS; seed++) {
      learned.and(Trial.of(world, scale.items(ITEMS), seed).learning().run());
    }
    Optimum.Point point = Optimum.at(world, learned.meanLateness());
    return Case.Values.of("calls a change", point.calls())
        .and("mean lateness, s", point.lateness());
  }
}
