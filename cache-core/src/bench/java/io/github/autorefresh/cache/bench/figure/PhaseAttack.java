package io.github.autorefresh.cache.bench.figure;

import io.github.autorefresh.cache.bench.Case;
import io.github.autorefresh.cache.bench.Figure;
import io.github.autorefresh.cache.bench.Scale;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** How many permits a limiter can be made to hand out at once. */
public final class PhaseAttack implements Figure {

  private static final double TPS = 100_000;
  private static final int BURST = 100;

  @Override
  public String name() {
    return "attack";
  }

  @Override
  public String title() {
    return "Permits at once under a phase attack";
  }

  @Override
  public String method() {
    return """
        100,000 a second, burst 100: the limiter is left alone for a random time of up to two refills, then emptied
        without pause for another such time, and so on. Burst: the most permits that any window has beyond its length
        times the rate, by their arrival times.
        """;
  }

  @Override
  public List<Case> cases(Scale scale) {
    List<Case> cases = new ArrayList<>();
    for (Limiter limiter : Limiter.values()) {
      cases.add(Case.of(limiter.label(), "", () -> measure(limiter, scale)));
    }
    return cases;
  }

  private static Case.Values measure(Limiter limiter, Scale scale) {
    attack(limiter, scale.warmUp());
    return Case.Values.of("burst", attack(limiter, scale.seconds()));
  }

  private static double attack(Limiter limiter, double seconds) {
    Limiter.Tap tap = limiter.tap(TPS, BURST);
    Level level = new Level();
    SplittableRandom random = new SplittableRandom(1);
    long refill = (long) (BURST / TPS * 1e9);
    for (Clock clock = new Clock(); clock.seconds() < seconds; ) {
      long idleUntil = System.nanoTime() + random.nextLong(2 * refill);
      while (System.nanoTime() - idleUntil < 0) {
        Thread.onSpinWait();
      }
      long greedyUntil = System.nanoTime() + random.nextLong(2 * refill);
      for (long now = System.nanoTime(); now - greedyUntil < 0; now = System.nanoTime()) {
        int taken = tap.take(BURST);
        if (taken > 0) {
          level.add(taken, System.nanoTime());
        }
      }
    }
    return level.most;
  }

  /** What a bucket must hold for all that came. */
  private static final class Level {

    private double level;
    private double most;
    private long at = System.nanoTime();

    void add(int permits, long now) {
      level = Math.max(0, level - (now - at) * TPS / 1e9) + permits;
      at = now;
      most = Math.max(most, level);
    }
  }
}
