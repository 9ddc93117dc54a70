package io.github.autorefresh.cache.engine.pace;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.Cadence;
import io.github.autorefresh.cache.KindCadence;
import io.github.autorefresh.cache.spi.ClaimedItems;
import io.github.autorefresh.cache.spi.ItemPeriod;
import io.github.autorefresh.cache.spi.Outcome;
import io.github.autorefresh.cache.spi.SyncHistories;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Learns when items of a kind change, and plans accordingly: at the age a of its state, an item is
 * synced next after the least time t for which the integral of √h from a to a + t is s, where h is
 * the {@link Hazard} of its kind and s the {@link Spacing} of the cache; within the bounds of the
 * settings, then with the phase or the jitter of {@link Intervals}.
 *
 * <p>Why a root: if states change at a rate h that varies slowly, calls at a rate r cost r and find
 * changes 1/(2r) late, so that h/(2r) + c r is least at r = √(h/2c) (Keller, "Optimum Checking
 * Schedules for Systems Subject to Random Failure", Management Science 21, 1974; for web pages: Cho
 * and Garcia-Molina, "Effective Page Refresh Policies for Web Crawlers", TODS 28, 2003; Azar et
 * al., "Tractable near-optimal policies for crawling", PNAS 115, 2018; Busa-Fekete et al., 2025).
 *
 * <p>Changes that a refresh or a first sync finds are no events: what others tell need not be
 * looked for. An item that changed in each of its last three syncs (a progress counter) tells
 * nothing of its kind, and is synced once per period, or at the bound next to it, until a sync
 * finds it unchanged. Thread-safe.
 */
public final class LearnedPlanning implements Planning {

  private static final double NANOS = 1e9;

  /** A kind is shown at the age 0, and where buckets begin from this age on; in seconds. */
  private static final double SHOWN_FROM = 5;

  /** A plan is known to a tenth, in multiples of the period. */
  private static final double ROUNDED = 0.95;

  private final Intervals intervals;
  private final Kinds kinds;
  private final Spacing spacing;
  private final CallsSaved saved;
  private volatile Figures figures;

  /** The settings as numbers; times in seconds. */
  private record Figures(double period, double min, double max, double jitter) {

    double within(double interval) {
      return Math.max(min, Math.min(interval, max));
    }
  }

  /** Learns, for a cache of these settings, from now on. */
  public LearnedPlanning(String cache, CacheSettings settings, Intervals intervals, long now) {
    this.intervals = intervals;
    kinds = new Kinds(cache);
    figures = figures(settings);
    spacing = new Spacing(figures.period, now);
    saved = new CallsSaved(now);
  }

  private static Figures figures(CacheSettings settings) {
    if (!(settings.cadence() instanceof Cadence.Learned learned)) {
      throw new IllegalArgumentException("cadence must be learned, but was " + settings.cadence());
    }
    return new Figures(
        settings.resyncPeriod().toNanos() / NANOS,
        learned.minPeriod().toNanos() / NANOS,
        learned.maxPeriod().toNanos() / NANOS,
        settings.jitter());
  }

  @Override
  public long next(
      ClaimedItems<?> items,
      int i,
      CacheItem state,
      long period,
      boolean changed,
      JitterSequence jitter) {
    long planned = period;
    if (items.hasHistories()) {
      SyncHistories known = items.histories();
      Hazard before = kinds.of(items.item(i));
      known.note(i, before);
      if (period == ItemPeriod.OF_CACHE) {
        Figures now = figures;
        Hazard hazard = changed ? kinds.of(state) : before;
        double interval =
            changesAlways(known, i, changed)
                ? now.within(now.period)
                : interval(hazard, age(known, i, changed), now);
        known.plan(i, (float) (interval / now.period));
        planned = Math.max(1, (long) (interval * NANOS));
      }
    }
    return intervals.interval(planned, items.isFirstSync(i), jitter);
  }

  private static boolean changesAlways(SyncHistories known, int i, boolean changed) {
    return known.changesAfter(i, changed) >= SyncHistories.MOST_CHANGES;
  }

  /**
   * The age of the state that was found: one that is new came about in the middle of the interval.
   */
  private static double age(SyncHistories known, int i, boolean changed) {
    long nanos = changed ? Math.max(0, known.sinceSyncNanos(i)) / 2 : known.unchangedNanos(i);
    return nanos / NANOS;
  }

  private double interval(Hazard hazard, double age, Figures now) {
    return now.within(hazard.untilSpacing(age, spacing.value(), now.period, now.max));
  }

  @Override
  public void gone(ClaimedItems<?> items, int i) {
    if (items.hasHistories()) {
      items.histories().note(i, kinds.of(items.item(i)));
    }
  }

  @Override
  public long period(ClaimedItems<?> items, int i) {
    long own = items.period(i);
    return own == ItemPeriod.OF_CACHE && items.hasHistories()
        ? Math.max(1, (long) (items.histories().planned(i) * figures.period * NANOS))
        : own;
  }

  @Override
  public void committed(ClaimedItems<?> items, long now) {
    if (!items.hasHistories()) {
      return;
    }
    SyncHistories known = items.histories();
    for (int i = 0; i < items.size(); i++) {
      if (items.isAccepted(i) && items.outcome(i) != Outcome.FAILED) {
        Outcome outcome = items.outcome(i);
        boolean changed = outcome == Outcome.UPDATED || outcome == Outcome.DELETED;
        count(known, i, now);
        if (known.changes(i) < SyncHistories.MOST_CHANGES) {
          learn(known, i, changed, now);
        }
      }
    }
  }

  private void learn(SyncHistories known, int i, boolean changed, long now) {
    boolean byClock = known.isByClock(i);
    double since = known.sinceSyncNanos(i) / NANOS;
    if (since >= 0 && known.note(i) instanceof Hazard hazard) {
      double to = known.unchangedNanos(i) / NANOS;
      hazard.seen(Math.max(0, to - since), to, changed, byClock);
    }
    float planned = known.planned(i);
    if (changed && byClock && planned > 0) {
      Figures figures = this.figures;
      spacing.found(planned * figures.period / figures.within(figures.period), now);
    }
  }

  /**
   * A fixed cadence would have made one sync per period, and one in a first interval, which is half
   * a period in the mean. Where the item's interval was shortened or cut short, only the time that
   * has passed counts; where it was stretched or the item failed, only what was planned.
   */
  private void count(SyncHistories known, int i, long now) {
    double planned = known.planned(i);
    boolean byClock = known.isByClock(i);
    if (planned == 0) { // a period of its own
      saved.add(byClock ? 1 : 0, byClock ? 1 : 0, now);
      return;
    }
    Figures figures = this.figures;
    long since = known.sinceSyncNanos(i);
    double passed = since == SyncHistories.UNKNOWN ? planned : since / NANOS / figures.period;
    boolean shortened = passed < planned * (1 - figures.jitter) * ROUNDED;
    double fixed = shortened ? passed + (byClock ? 0.5 : 0) : planned;
    saved.add(byClock ? 1 : 0, fixed, now);
  }

  @Override
  public synchronized void retune(CacheSettings settings) {
    intervals.retune(settings);
    figures = figures(settings);
    spacing.retune(figures.period);
  }

  @Override
  public double callsSaved(long now) {
    return saved.share(now);
  }

  @Override
  public List<KindCadence> byKind() {
    List<KindCadence> all = new ArrayList<>();
    kinds.forEach((name, hazard) -> all.add(shown(name, hazard)));
    return all;
  }

  private KindCadence shown(@Nullable String name, Hazard hazard) {
    Figures now = figures;
    List<KindCadence.NextSync> nextSyncs = new ArrayList<>();
    double oldest = hazard.oldestSeen();
    for (int b = 0; b < Hazard.BUCKETS && Hazard.edge(b) <= oldest; b++) {
      double age = Hazard.edge(b);
      if (b > 0 && age < SHOWN_FROM) {
        continue;
      }
      nextSyncs.add(new KindCadence.NextSync(duration(age), duration(interval(hazard, age, now))));
    }
    long changes = hazard.changes();
    return new KindCadence(
        name, changes, changes == 0 ? null : duration(hazard.median(now.period)), nextSyncs);
  }

  private static Duration duration(double seconds) {
    return Duration.ofMillis(Math.round(1000 * seconds));
  }
}
