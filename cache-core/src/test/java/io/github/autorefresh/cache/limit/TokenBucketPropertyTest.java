package io.github.autorefresh.cache.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.spi.ManualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * What holds for any rate, burst and sequence of calls. A failure names the seed that led to it.
 */
class TokenBucketPropertyTest {

  private static final int SEEDS = Integer.getInteger("seeds", 500);
  private static final int CALLS = 200;
  private static final int TAKE_ONLY = 1;
  private static final int TAKE_AND_RESERVE = 3;
  private static final int ALL = Integer.MAX_VALUE;

  /** Permits that were used at a moment, in nanoseconds from the beginning. */
  private record Use(long at, long permits) {}

  @Test
  void bucketAgreesWithTheReferenceCallForCall() {
    for (long seed = 0; seed < SEEDS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      long tokens = logUniform(random, 1_000_000);
      long seconds = logUniform(random, 1_000);
      int burst = logUniform(random, 1_000_000);
      double nanosPerToken = 1e9 * seconds / tokens;
      ManualTime time = new ManualTime();
      TokenBucketRateLimiter limiter = limiter((double) tokens / seconds, burst, time);
      ReferenceBucket reference = new ReferenceBucket(tokens, seconds, burst);

      for (int call = 0; call < CALLS; call++) {
        long step = step(random, nanosPerToken, burst);
        time.advanceNanos(step);
        reference.advanceNanos(step);
        switch (random.nextInt(4)) {
          case 0 ->
              assertThat(limiter.reserve())
                  .as("wait at call %s, seed %s", call, seed)
                  .isEqualTo(reference.reserve());
          case 1 -> {
            int permits = random.nextBoolean() ? random.nextInt(3) : logUniform(random, ALL - 1);
            limiter.giveBack(permits, 0);
            reference.giveBack(permits);
          }
          default -> {
            int max = random.nextBoolean() ? ALL : logUniform(random, burst);
            assertThat(limiter.take(max))
                .as("permits at call %s, seed %s", call, seed)
                .isEqualTo(reference.take(max));
          }
        }
        assertThat(limiter.available())
            .as("available at call %s, seed %s", call, seed)
            .isEqualTo(reference.available());
      }
    }
  }

  @Test
  void noWindowHoldsMoreThanTheBurstAndTheRate() {
    for (long seed = 0; seed < SEEDS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      double tps = anyRate(random);
      int burst = logUniform(random, 1_000);
      ManualTime time = new ManualTime();
      TokenBucketRateLimiter limiter = limiter(tps, burst, time);
      assertBound(use(limiter, random, time, TAKE_ONLY), tps, burst, 0, seed);
    }
  }

  @Test
  void noWindowHoldsMoreWithReservations() {
    for (long seed = 0; seed < SEEDS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      double tps = anyRate(random);
      int burst = logUniform(random, 1_000);
      ManualTime time = new ManualTime();
      TokenBucketRateLimiter limiter = limiter(tps, burst, time);
      assertBound(use(limiter, random, time, TAKE_AND_RESERVE), tps, burst, 1, seed);
    }
  }

  /** However late permits are given back, with their age, and as many taken anew. */
  @Test
  void noWindowUsesMoreThoughPermitsAreGivenBackLate() {
    for (long seed = 0; seed < SEEDS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      double tps = anyRate(random);
      int burst = logUniform(random, 1_000);
      ManualTime time = new ManualTime();
      TokenBucketRateLimiter limiter = limiter(tps, burst, time);
      List<Use> uses = new ArrayList<>();
      for (int call = 0; call < CALLS; call++) {
        time.advanceNanos(step(random, 1e9 / tps, burst));
        long at = time.elapsed().toNanos();
        if (random.nextInt(3) == 0) {
          long wait = limiter.reserve();
          if (random.nextBoolean()) {
            assertThat(limiter.giveBack(1, 0)).isTrue(); // the last one reserved
          } else {
            uses.add(new Use(at + wait, 1));
          }
          continue;
        }
        int taken = limiter.take(random.nextInt(1, 2_000));
        int late = random.nextInt(taken + 1);
        uses.add(new Use(at, taken - late));
        long age = (long) (random.nextDouble() * 2 * burst / tps * 1e9);
        time.advanceNanos(age);
        assertThat(limiter.giveBack(late, age)).isTrue();
        uses.add(new Use(at + age, limiter.take(late)));
      }
      assertBound(uses, tps, burst, 1, seed);
    }
  }

  /** Nobody can tell it what is too old, but no more comes of it than was put in. */
  @Test
  void permitsGivenBackLateAddNoMoreThanTheirNumber() {
    for (long seed = 0; seed < SEEDS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      double tps = anyRate(random);
      int burst = logUniform(random, 1_000);
      ManualTime time = new ManualTime();
      TokenBucketRateLimiter limiter = limiter(tps, burst, time);
      long used = 0;
      long givenBack = 0;
      for (int call = 0; call < CALLS; call++) {
        time.advanceNanos(step(random, 1e9 / tps, burst));
        int permits = random.nextInt(1, 2_000);
        if (random.nextInt(3) == 0) {
          limiter.giveBack(permits, 0);
          givenBack += permits;
          assertThat(limiter.available()).isLessThanOrEqualTo(burst);
        } else {
          used += limiter.take(permits);
        }
      }
      double bound = burst + tps * time.elapsed().toNanos() / 1e9 + givenBack;
      assertThat((double) used).as("seed %s", seed).isLessThanOrEqualTo(bound * (1 + 1e-12));
    }
  }

  @Test
  void boundHoldsOnEachSideOfARetune() {
    for (long seed = 0; seed < SEEDS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      double tps = anyRate(random);
      int burst = logUniform(random, 1_000);
      ManualTime time = new ManualTime();
      TokenBucketRateLimiter limiter = limiter(tps, burst, time);
      List<Use> before = use(limiter, random, time, TAKE_AND_RESERVE);
      long retunedAt = time.elapsed().toNanos();
      // What is reserved already keeps its time, and counts for the time before.
      double newTps = anyRate(random);
      int newBurst = logUniform(random, 1_000);
      limiter.retune(newTps, newBurst);
      assertBound(use(limiter, random, time, TAKE_AND_RESERVE), newTps, newBurst, 1, seed);
      before.removeIf(use -> use.at > retunedAt);
      assertBound(before, tps, burst, 1, seed);
    }
  }

  @Test
  void whoAlwaysAsksGetsTheWholeRate() {
    for (long seed = 0; seed < SEEDS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      double tps = anyRate(random);
      int burst = 1 + logUniform(random, 1_000);
      // In this time, what flows in fits into the bucket beside the part of a token left there.
      long longestStep = (long) ((burst - 1) / tps * 1e9);
      ManualTime time = new ManualTime();
      TokenBucketRateLimiter limiter = limiter(tps, burst, time);
      long taken = limiter.take(ALL);
      for (int call = 0; call < CALLS; call++) {
        time.advanceNanos(random.nextLong(1, longestStep + 1));
        taken += limiter.take(ALL);
      }
      assertThat((double) taken)
          .as("permits, seed %s", seed)
          .isGreaterThan(burst + tps * time.elapsed().toNanos() / 1e9 - 1 - 1e-6);
    }
  }

  @Test
  void retuneToTheSameRateChangesNothing() {
    for (long seed = 0; seed < SEEDS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      double tps = anyRate(random);
      int burst = logUniform(random, 1_000);
      ManualTime time = new ManualTime();
      TokenBucketRateLimiter limiter = limiter(tps, burst, time);
      TokenBucketRateLimiter twin = limiter(tps, burst, time);
      for (int call = 0; call < CALLS; call++) {
        time.advanceNanos(step(random, 1e9 / tps, burst));
        limiter.retune(tps, burst);
        assertThat(limiter.take(3)).as("permits, seed %s", seed).isEqualTo(twin.take(3));
        assertThat(limiter.reserve()).as("wait, seed %s", seed).isEqualTo(twin.reserve());
      }
    }
  }

  /** Takes and reserves at random times, and notes when what it got may be used. */
  private static List<Use> use(
      TokenBucketRateLimiter limiter, SplittableRandom random, ManualTime time, int ways) {
    List<Use> uses = new ArrayList<>();
    for (int call = 0; call < CALLS; call++) {
      time.advanceNanos(step(random, 1e9 / limiter.tps(), limiter.burst()));
      long now = time.elapsed().toNanos();
      switch (random.nextInt(ways)) {
        case 0 -> uses.add(new Use(now, limiter.take(random.nextInt(1, 2_000))));
        case 1 -> uses.add(new Use(now + limiter.reserve(), 1));
        default -> {
          int permits = random.nextInt(1, limiter.burst() + 1);
          long wait = limiter.reserve(permits, random.nextLong(1_000_000_000_000L));
          if (wait != TokenBucketRateLimiter.REFUSED) {
            uses.add(new Use(now + wait, permits));
          }
        }
      }
    }
    return uses;
  }

  private static void assertBound(
      List<Use> uses, double tps, int burst, int slackNanos, long seed) {
    uses.sort((a, b) -> Long.compare(a.at, b.at));
    for (int from = 0; from < uses.size(); from++) {
      long used = 0;
      for (int to = from; to < uses.size(); to++) {
        used += uses.get(to).permits;
        double window = (uses.get(to).at - uses.get(from).at + slackNanos) / 1e9;
        double bound = burst + tps * window;
        if (used > bound + 1e-6 + bound * 1e-12) {
          assertThat((double) used)
              .as("uses in %s s at tps %s, burst %s, seed %s", window, tps, burst, seed)
              .isLessThanOrEqualTo(bound);
        }
      }
    }
  }

  /** A pause: none, to an instant at which a token is whole, or of any length. */
  private static long step(SplittableRandom random, double nanosPerToken, int burst) {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextLong(2);
      case 1 -> (long) Math.ceil(nanosPerToken * random.nextInt(1, 4));
      case 2 -> (long) (nanosPerToken * random.nextDouble() * 3);
      default -> (long) (nanosPerToken * random.nextDouble() * 3 * Math.min(burst, 1_000));
    };
  }

  private static double anyRate(SplittableRandom random) {
    double tps = Math.pow(10, random.nextDouble(-4, 8.9));
    return random.nextBoolean() ? tps : Math.max(1, Math.rint(tps));
  }

  /** From 1 to {@code max}, each order of magnitude as likely as any other. */
  private static int logUniform(SplittableRandom random, int max) {
    return (int) Math.exp(random.nextDouble() * Math.log(max + 1.0));
  }

  private static TokenBucketRateLimiter limiter(double tps, int burst, ManualTime time) {
    return TokenBucketRateLimiter.of("any", tps, burst, time);
  }
}
