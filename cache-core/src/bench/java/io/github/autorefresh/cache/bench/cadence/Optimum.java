package io.github.autorefresh.cache.bench.cadence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The least calls, at some mean lateness, for who knows the distribution of durations exactly: the
 * inspection problem of Barlow, Hunter and Proschan (1963), by dynamic programming over the age in
 * seconds, for intervals of whole seconds up to five minutes, as they are permitted to the learned
 * cadence. What a second of lateness costs is the same for all kinds, and is searched for until the
 * mean lateness is the one that was asked for.
 */
public final class Optimum {

  private static final int LONGEST = 300;
  private static final int SAMPLES = 400_000;
  private static final int RATES = 400;

  /** Calls and lateness per change. */
  public record Point(double calls, double lateness) {

    Point plus(Point other, double weight) {
      return new Point(calls + weight * other.calls, lateness + weight * other.lateness);
    }
  }

  /** One distribution: the share of changes that have it, and that of items alive at each age. */
  private static final class Part {
    private final double share;
    private final double[] survival;

    Part(double share, double[] survival) {
      this.share = share;
      this.survival = survival;
    }
  }

  private final List<Part> parts = new ArrayList<>();

  private Optimum(World world) {
    SplittableRandom random = new SplittableRandom(99);
    if (world.isPerpetual()) {
      perpetual(random);
    } else if (world.isLabelled()) {
      for (World.Kind kind : world.kinds()) {
        parts.add(new Part(kind.share(), survival(() -> kind.duration(random))));
      }
    } else {
      parts.add(
          new Part(1, survival(() -> world.kinds().get(world.draw(random)).duration(random))));
    }
  }

  private interface Draw {
    double next();
  }

  /** By the best cadence in that world whose mean lateness is this. */
  public static Point at(World world, double lateness) {
    Optimum optimum = new Optimum(world);
    double cheap = 1e-7;
    double dear = 10;
    Point point = optimum.best(1);
    for (int i = 0; i < 40; i++) {
      double price = Math.sqrt(cheap * dear);
      point = optimum.best(price);
      if (point.lateness() > lateness) {
        cheap = price;
      } else {
        dear = price;
      }
    }
    return point;
  }

  /** The share of items that are alive at each age. */
  private static double[] survival(Draw draw) {
    int[] ends = new int[86_402];
    int last = 0;
    for (int i = 0; i < SAMPLES; i++) {
      int end = (int) Math.ceil(draw.next());
      ends[end]++;
      last = Math.max(last, end);
    }
    double[] survival = new double[last + 1];
    double alive = SAMPLES;
    for (int age = 0; age <= last; age++) {
      alive -= ends[age];
      survival[age] = alive / SAMPLES;
    }
    return survival;
  }

  /** Items that never end, each with a rate that is known: changes are in proportion to it. */
  private void perpetual(SplittableRandom random) {
    double[] rates = new double[RATES];
    Arrays.setAll(rates, i -> World.rate(random));
    double sum = Arrays.stream(rates).sum();
    for (double rate : rates) {
      double[] survival = new double[(int) Math.min(80_000, 12 / rate) + 2];
      Arrays.setAll(survival, age -> Math.exp(-rate * age));
      parts.add(new Part(rate / sum, survival));
    }
  }

  /** The best if a second of lateness costs so many calls. */
  private Point best(double price) {
    Point all = new Point(0, 0);
    for (Part part : parts) {
      all = all.plus(best(part.survival, price), part.share);
    }
    return all;
  }

  /**
   * From an age on, weighted by who is alive: W(a) = min over t of S(a) + price L(a, t) + W(a + t),
   * where L(a, t) = t S(a) - ∫S over [a, a + t] is the lateness of what changes in between.
   */
  private static Point best(double[] survival, double price) {
    int n = survival.length;
    double[] integral = new double[n + 1];
    for (int age = 0; age < n; age++) {
      double next = age + 1 < n ? survival[age + 1] : 0;
      integral[age + 1] = integral[age] + (survival[age] + next) / 2;
    }
    double[] cost = new double[n + LONGEST + 1];
    double[] calls = new double[n + LONGEST + 1];
    double[] late = new double[n + LONGEST + 1];
    for (int age = n - 1; age >= 0; age--) {
      double least = Double.MAX_VALUE;
      for (int t = 1; t <= LONGEST; t++) {
        double lateness = t * survival[age] - integral[Math.min(age + t, n)] + integral[age];
        double total = survival[age] + price * lateness + cost[age + t];
        if (total < least) {
          least = total;
          cost[age] = total;
          calls[age] = survival[age] + calls[age + t];
          late[age] = lateness + late[age + t];
        }
      }
    }
    return new Point(calls[0], late[0]);
  }
}
