package io.github.autorefresh.cache.bench.cadence;

import java.util.List;
import java.util.SplittableRandom;

/** How long items take from one state to the next, by kind, in seconds. */
public enum World {
  EXPONENTIAL("exponential, mean 10 min"),
  LOGNORMAL("lognormal, median 2 min, σ 1.8"),
  PARETO("Pareto, α 1.5"),
  BIMODAL("bimodal, 1 min or 46 min"),
  TEN_MINUTES("10 min ± 10%"),
  MIX("a mix of four kinds"),
  HIDDEN_MIX("the same mix, kinds hidden"),
  PERPETUAL("go on for ever, rates vary");

  private static final double LONGEST = 86_400;

  private final String label;

  World(String label) {
    this.label = label;
  }

  /** Draws a duration. */
  interface Draw {
    double from(SplittableRandom random);
  }

  /**
   * Items that are alike.
   *
   * @param share of all items
   */
  record Kind(double share, Draw draw) {

    double duration(SplittableRandom random) {
      return Math.min(LONGEST, Math.max(1, draw.from(random)));
    }
  }

  public String label() {
    return label;
  }

  List<Kind> kinds() {
    return switch (this) {
      case EXPONENTIAL -> only(r -> exponential(r, 600));
      case LOGNORMAL -> only(r -> lognormal(r, 120, 1.8));
      case PARETO -> only(r -> 300 * (Math.pow(1 - r.nextDouble(), -1 / 1.5) - 1));
      case BIMODAL -> only(World::bimodal);
      case TEN_MINUTES -> only(r -> uniform(r, 540, 660));
      case MIX, HIDDEN_MIX ->
          List.of(
              new Kind(0.55, r -> uniform(r, 54, 66)),
              new Kind(0.30, r -> exponential(r, 600)),
              new Kind(0.12, r -> lognormal(r, 1_800, 0.5)),
              new Kind(0.03, r -> uniform(r, 6_840, 7_560)));
      case PERPETUAL -> only(r -> exponential(r, 3600));
    };
  }

  private static List<Kind> only(Draw draw) {
    return List.of(new Kind(1, draw));
  }

  /** Whether the cache is told the kinds. */
  boolean isLabelled() {
    return this != HIDDEN_MIX;
  }

  /** Whether an item is never done, but has one state after the other, at a rate of its own. */
  boolean isPerpetual() {
    return this == PERPETUAL;
  }

  /** Of a perpetual item: changes per second. */
  static double rate(SplittableRandom random) {
    return Math.exp(2 * gaussian(random)) / 3600;
  }

  int draw(SplittableRandom random) {
    List<Kind> kinds = kinds();
    double left = random.nextDouble();
    int kind = 0;
    while (kind < kinds.size() - 1 && left > kinds.get(kind).share()) {
      left -= kinds.get(kind++).share();
    }
    return kind;
  }

  /** The mean duration. */
  double mean() {
    List<Kind> kinds = kinds();
    SplittableRandom random = new SplittableRandom(1);
    double sum = 0;
    int draws = 200_000;
    for (int i = 0; i < draws; i++) {
      sum += kinds.get(draw(random)).duration(random);
    }
    return sum / draws;
  }

  static double exponential(SplittableRandom random, double mean) {
    return -mean * Math.log(1 - random.nextDouble());
  }

  private static double gaussian(SplittableRandom random) {
    return Math.sqrt(-2 * Math.log(1 - random.nextDouble()))
        * Math.cos(2 * Math.PI * random.nextDouble());
  }

  private static double lognormal(SplittableRandom random, double median, double sigma) {
    return median * Math.exp(sigma * gaussian(random));
  }

  private static double uniform(SplittableRandom random, double least, double most) {
    return least + (most - least) * random.nextDouble();
  }

  private static double bimodal(SplittableRandom random) {
    return random.nextDouble() < 0.8 ? 60 + 10 * gaussian(random) : 2_760 + 300 * gaussian(random);
  }
}
