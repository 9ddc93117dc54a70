package io.github.autorefresh.cache.memory;

import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.Cadence;
import io.github.autorefresh.cache.spi.ClaimedItems;
import io.github.autorefresh.cache.spi.ItemPeriod;
import io.github.autorefresh.cache.spi.Outcome;
import io.github.autorefresh.cache.spi.SyncHistories;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a learned cadence needs to know of each item's past, in four bytes per slot: when its state
 * changed last, in units of 67 ms on the monotonic clock, modulo 2.3 years; and how many of its
 * last syncs by the clock found a change. A store whose cadence is fixed has none. Guarded by the
 * store's lock.
 */
final class Histories implements SlotPieces {

  private static final int UNIT_BITS = 26;
  private static final int CHANGES_BITS = 2;
  private static final int CHANGES_MASK = (1 << CHANGES_BITS) - 1;
  private static final long TIME_MASK = (1L << (Integer.SIZE - CHANGES_BITS)) - 1;

  /** A state that is older counts as so old, before its time comes round again. */
  private static final long OLDEST = TIME_MASK / 2;

  private static final int[] NO_PIECE = {};

  private final DueQueue queue;
  private final WallClockJumps jumps = new WallClockJumps();
  private int[][] pieces = {};

  private Histories(DueQueue queue) {
    this.queue = queue;
  }

  /** The histories of what is in this queue; null if the cadence is fixed. */
  static @Nullable Histories of(DueQueue queue, CacheSettings settings) {
    if (!(settings.cadence() instanceof Cadence.Learned)) {
      return null;
    }
    Histories histories = new Histories(queue);
    queue.keep(histories);
    return histories;
  }

  /** An item has been created in this slot. */
  void created(int slot, long now) {
    set(slot, now, 0);
  }

  /** Tells of claimed items what is known of them. */
  void describe(ClaimedItems<?> items, StoreClock clock) {
    long now = clock.now();
    long wall = clock.wall();
    jumps.look(now, wall);
    SyncHistories told = items.histories();
    for (int i = 0; i < items.size(); i++) {
      Entry<?> entry = Claims.entryOf(items, i);
      int slot = entry.slot();
      long unchanged = unchanged(slot, now);
      boolean byClock =
          entry.isSynced() && queue.laneOf(slot) == Lanes.PERIODIC && !items.isProbe();
      long sinceSync = entry.isSynced() ? sinceSync(entry, now, wall) : unchanged;
      SyncStatus status = entry.status();
      float planned = status.period() == ItemPeriod.OF_CACHE ? Plans.of(status.plan()) : 0;
      told.set(i, unchanged, sinceSync, get(slot) & CHANGES_MASK, byClock, planned);
    }
  }

  private long sinceSync(Entry<?> entry, long now, long wall) {
    long since = (wall - entry.syncedAt()) * 1_000_000;
    return since < 0 || jumps.mayBeWrong(since, now) ? SyncHistories.UNKNOWN : since;
  }

  /** A sync of a claimed item has succeeded, and its outcome has taken effect. */
  void committed(ClaimedItems<?> items, int i, int slot, long now) {
    SyncHistories known = items.histories();
    boolean changed = items.outcome(i) == Outcome.UPDATED;
    long ago = changed ? Math.max(0, known.sinceSyncNanos(i)) / 2 : unchanged(slot, now);
    set(slot, now - ago, known.changesAfter(i, changed));
  }

  private long unchanged(int slot, long now) {
    long units = ((now >> UNIT_BITS) - (get(slot) >>> CHANGES_BITS)) & TIME_MASK;
    return Math.min(units, OLDEST) << UNIT_BITS;
  }

  private int get(int slot) {
    return pieces[slot >> SlotNumbers.PIECE_BITS][slot & SlotNumbers.MASK];
  }

  private void set(int slot, long changedAt, int changes) {
    long units = (changedAt >> UNIT_BITS) & TIME_MASK;
    pieces[slot >> SlotNumbers.PIECE_BITS][slot & SlotNumbers.MASK] =
        (int) (units << CHANGES_BITS | changes);
  }

  @Override
  public void add(int piece) {
    if (piece == pieces.length) {
      pieces = Arrays.copyOf(pieces, piece + 1);
    }
    pieces[piece] = new int[SlotNumbers.PIECE];
  }

  @Override
  public void drop(int piece) {
    pieces[piece] = NO_PIECE;
  }
}
