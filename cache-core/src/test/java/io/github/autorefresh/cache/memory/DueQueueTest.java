package io.github.autorefresh.cache.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DueQueueTest {

  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000 * MILLI;
  private static final long HOUR = 3_600 * SECOND;

  private final ReferenceQueue reference = new ReferenceQueue();
  private final DueQueue queue = new DueQueue(reference);
  private long now;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void doesWhatASortedListDoes(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int step = 0; step < 4_000; step++) {
      switch (random.nextInt(16)) {
        case 0 -> open(random.nextInt(Lanes.COUNT));
        case 1, 2, 3 -> schedule(random);
        case 4 -> retain(random);
        case 5 -> hasten(random);
        case 6 -> take(random);
        case 7 -> close(random);
        case 8 -> advance(random);
        case 9 -> hastenClaimed(random);
        case 10 -> putBack(random);
        case 11 -> periodic(random);
        case 12 -> unmade(random.nextInt(6));
        case 13 -> pollSeveral(random);
        default -> poll(random.nextInt(4) > 0);
      }
      assertSame();
    }
  }

  @Test
  void futureIsRoundedUpToAMillisecondAndNeverEarly() {
    int slot = open();
    schedule(slot, 5 * MILLI + 1);

    advanceTo(5 * MILLI + 2);
    assertThat(queue.ready()).isZero();
    assertThat(queue.nextAdvance()).isEqualTo(6 * MILLI);

    advanceTo(6 * MILLI);
    assertThat(queue.lanes().poll(true)).isEqualTo(slot);
  }

  @Test
  void mostOverdueComesFirstAcrossAllDistances() {
    int inHours = open();
    int inMinutes = open();
    int inSeconds = open();
    schedule(inHours, 30 * HOUR);
    schedule(inMinutes, HOUR / 6);
    schedule(inSeconds, SECOND);

    advanceTo(31 * HOUR);

    assertThat(queue.ready()).isEqualTo(3);
    assertThat(queue.lanes().poll(true)).isEqualTo(inSeconds);
    assertThat(queue.lanes().poll(true)).isEqualTo(inMinutes);
    assertThat(queue.lanes().poll(true)).isEqualTo(inHours);
    assertThat(queue.lanes().poll(true)).isEqualTo(DueQueue.NONE);
  }

  @Test
  void nextDueTimeIsExactAtAnyDistance() {
    for (long due : new long[] {MILLI, SECOND, 60 * SECOND, HOUR, 20 * HOUR, 9000 * HOUR}) {
      int slot = open();
      schedule(slot, now + due);
      assertThat(untilReady()).isEqualTo(due);
      queue.take(slot, reference.due(slot));
      reference.claim(slot);
      close(slot);
    }
  }

  @Test
  void whatIsPutBackIsBeforeThoseThatAreAsLateInItsLane() {
    int[] slots = new int[4];
    for (int i = 0; i < slots.length; i++) {
      slots[i] = open(Lanes.FIRST);
      schedule(slots[i], 0);
    }
    queue.lanes().poll(true);
    queue.lanes().poll(true);
    queue.lanes().poll(true);
    queue.putBack(slots[2], 0, now);
    queue.putBack(slots[1], 0, now);
    queue.putBack(slots[0], 0, now);
    for (int slot : slots) {
      assertThat(queue.lanes().poll(true)).isEqualTo(slot);
    }
  }

  @Test
  void whatIsPutBackBehindOneThatIsMoreOverdueKeepsItsPlace() {
    now = SECOND;
    int late = open();
    int later = open();
    schedule(late, SECOND / 2);
    queue.lanes().poll(true);
    schedule(later, SECOND / 4);
    queue.putBack(late, SECOND / 2, now);
    assertThat(queue.lanes().poll(true)).isEqualTo(later);
    assertThat(queue.lanes().poll(true)).isEqualTo(late);
  }

  @Test
  void whatIsPutBackIsBeforeThoseOfTheSameMillisecond() {
    int[] slots = new int[3];
    for (int i = 0; i < slots.length; i++) {
      slots[i] = open(Lanes.PERIODIC);
      schedule(slots[i], SECOND - 100L * i); // an order that the milliseconds do not show
    }
    now = SECOND;
    queue.advance(now, Integer.MAX_VALUE);
    assertThat(queue.lanes().poll(true)).isEqualTo(slots[0]);
    queue.putBack(slots[0], SECOND, now);
    for (int slot : slots) {
      assertThat(queue.lanes().poll(true)).isEqualTo(slot);
    }
  }

  @Test
  void longestRetainedIsTheFirstThatWasRetained() {
    int first = open();
    int second = open();
    queue.terminals().retain(first);
    queue.terminals().retain(second);

    assertThat(queue.terminals().longestRetained()).isEqualTo(first);
    queue.take(first, 0);
    assertThat(queue.terminals().longestRetained()).isEqualTo(second);
  }

  @Test
  void claimedTerminalSlotsAreListedUntilTheirClaimEnds() {
    int first = open();
    int second = open();
    queue.terminals().add(first);
    queue.terminals().add(second);
    queue.terminals().add(first);
    assertThat(queue.terminals().longestClaimed()).isEqualTo(first);
    assertThat(queue.isClaimed(first)).isTrue();

    queue.terminals().retain(first);
    assertThat(queue.terminals().longestClaimed()).isEqualTo(second);
    assertThat(queue.terminals().longestRetained()).isEqualTo(first);

    queue.close(second);
    assertThat(queue.terminals().longestClaimed()).isEqualTo(DueQueue.NONE);
  }

  @Test
  void massDeleteGivesPiecesOfSlotsBackAndLowSlotsAreUsedFirst() {
    int[] slots = new int[10 * SlotNumbers.PIECE];
    for (int i = 0; i < slots.length; i++) {
      slots[i] = open();
      schedule(slots[i], (i % 5) * HOUR);
    }
    assertThat(queue.pieces()).isEqualTo(10);

    int kept = slots.length - 1;
    for (int i = 0; i < kept; i++) {
      queue.take(slots[i], reference.due(slots[i]));
      reference.claim(slots[i]);
      close(slots[i]);
    }

    assertThat(queue.pieces()).as("one in use, and one to spare").isEqualTo(2);
    assertThat(queue.next(0)).isEqualTo(slots[kept]);
    assertThat(open()).isLessThan(SlotNumbers.PIECE);
    advanceTo(5 * HOUR);
    assertThat(queue.lanes().poll(true)).isEqualTo(slots[kept]);
  }

  @Test
  void itemThatComesAndGoesAtTheEdgeOfAPieceMakesNoNewOne() {
    for (int i = 0; i < SlotNumbers.PIECE; i++) {
      open();
    }
    List<Integer> added = new ArrayList<>();
    queue.keep(
        new SlotPieces() {
          @Override
          public void add(int piece) {
            added.add(piece);
          }

          @Override
          public void drop(int piece) {
            throw new AssertionError("dropped " + piece);
          }
        });
    for (int i = 0; i < 3; i++) {
      close(open());
    }
    assertThat(added).containsExactly(1);
  }

  @Test
  void nextVisitsEachOpenSlotOnce() {
    Set<Integer> opened = new TreeSet<>();
    for (int i = 0; i < 2 * SlotNumbers.PIECE; i++) {
      int slot = open();
      if (i % 3 == 0) {
        schedule(slot, i * MILLI);
        opened.add(slot);
      } else if (i % 3 == 1) {
        opened.add(slot); // claimed
      } else {
        close(slot);
      }
    }
    Set<Integer> visited = new TreeSet<>();
    for (int slot = queue.next(0); slot != DueQueue.NONE; slot = queue.next(slot + 1)) {
      visited.add(slot);
    }
    assertThat(visited).isEqualTo(opened);
  }

  private int open() {
    return open(Lanes.PERIODIC);
  }

  private int open(int lane) {
    int slot = queue.open(lane);
    reference.open(slot, lane);
    return slot;
  }

  private void close(int slot) {
    queue.close(slot);
    reference.close(slot);
  }

  private void close(SplittableRandom random) {
    int slot = reference.anyClaimed(random);
    if (slot != DueQueue.NONE) {
      close(slot);
    }
  }

  private void schedule(SplittableRandom random) {
    int slot = reference.anyClaimed(random);
    if (slot != DueQueue.NONE) {
      schedule(slot, now + distance(random));
    }
  }

  /** From the past over the next milliseconds to the next days. */
  private static long distance(SplittableRandom random) {
    long reach =
        switch (random.nextInt(6)) {
          case 0 -> MILLI / 10;
          case 1 -> 20 * MILLI;
          case 2 -> 10 * SECOND;
          case 3 -> HOUR;
          case 4 -> 100 * HOUR;
          default -> 3_000 * HOUR;
        };
    return random.nextInt(3) == 0 ? -random.nextLong(SECOND) : random.nextLong(reach);
  }

  private void schedule(int slot, long wanted) {
    queue.advance(now, Integer.MAX_VALUE);
    long due = Math.max(0, wanted);
    long held = queue.schedule(slot, due, now);
    assertThat(held).isEqualTo(reference.schedule(slot, due, now));
  }

  private void retain(SplittableRandom random) {
    int slot = reference.anyClaimed(random);
    if (slot != DueQueue.NONE) {
      queue.terminals().retain(slot);
      reference.retain(slot);
    }
  }

  private void take(SplittableRandom random) {
    int slot = reference.anyWaiting(random);
    if (slot != DueQueue.NONE) {
      queue.take(slot, reference.due(slot));
      reference.claim(slot);
    }
  }

  private void hasten(SplittableRandom random) {
    int slot = reference.anyWaiting(random);
    if (slot != DueQueue.NONE && queue.isScheduled(slot)) {
      queue.advance(now, Integer.MAX_VALUE);
      queue.take(slot, reference.due(slot));
      long held = queue.scheduleHastened(slot, reference.due(slot), now);
      reference.hastenClaimed(slot);
      assertThat(held).isEqualTo(reference.schedule(slot, reference.due(slot), now));
      assertThat(queue.laneOf(slot)).isEqualTo(Lanes.REFRESH);
    }
  }

  private void putBack(SplittableRandom random) {
    int slot = reference.anyClaimed(random);
    if (slot != DueQueue.NONE) {
      queue.advance(now, Integer.MAX_VALUE);
      long held = queue.putBack(slot, reference.due(slot), now);
      assertThat(held).isEqualTo(reference.schedule(slot, reference.due(slot), now));
    }
  }

  private void periodic(SplittableRandom random) {
    int slot = reference.anyClaimed(random);
    if (slot != DueQueue.NONE) {
      queue.periodic(slot);
      reference.periodic(slot);
    }
  }

  private void unmade(int calls) {
    queue.lanes().unmade(calls);
    reference.unmade(calls);
  }

  private void hastenClaimed(SplittableRandom random) {
    int slot = reference.anyClaimed(random);
    if (slot != DueQueue.NONE) {
      queue.hastenClaimed(slot);
      reference.hastenClaimed(slot);
    }
  }

  private void poll(boolean newCall) {
    queue.advance(now, Integer.MAX_VALUE);
    int expected = reference.poll(newCall, now);
    int slot = queue.lanes().poll(newCall);
    assertPolled(slot, expected);
  }

  private void assertPolled(int slot, int expected) {
    if (expected == DueQueue.NONE) {
      assertThat(slot).isEqualTo(DueQueue.NONE);
    } else {
      // Within a millisecond the order is that of adding, and not told by due times.
      assertThat(reference.lane(slot)).isEqualTo(reference.lane(expected));
      assertThat(reference.dueTick(slot)).isEqualTo(reference.dueTick(expected));
      reference.claim(slot);
    }
  }

  private void pollSeveral(SplittableRandom random) {
    queue.advance(now, Integer.MAX_VALUE);
    int perCall = 1 + random.nextInt(3);
    int[] slots = new int[random.nextInt(queue.ready() + 1)];
    queue.lanes().poll(slots, perCall);
    for (int i = 0; i < slots.length; i++) {
      assertPolled(slots[i], reference.poll(i % perCall == 0, now));
    }
  }

  private void advance(SplittableRandom random) {
    long step =
        switch (random.nextInt(20)) {
          case 0 -> random.nextLong(50 * HOUR);
          case 1, 2 -> random.nextLong(20 * SECOND);
          default -> random.nextLong(3 * MILLI);
        };
    advanceTo(now + step);
  }

  private void advanceTo(long time) {
    now = time;
    queue.advance(now, Integer.MAX_VALUE);
  }

  /** As the engine would find out: waiting for what is announced, and looking again. */
  private long untilReady() {
    long at = now;
    while (queue.ready() == 0) {
      at = queue.nextAdvance();
      queue.advance(at, Integer.MAX_VALUE);
    }
    long waited = at - now;
    now = at;
    return waited;
  }

  private void assertSame() {
    queue.advance(now, Integer.MAX_VALUE);
    assertThat(queue.ready()).isEqualTo(reference.countReady(now));
    assertThat(queue.terminals().longestRetained()).isEqualTo(reference.longestRetained());
    if (queue.ready() == 0) {
      long next = reference.nextDue();
      assertThat(queue.nextAdvance())
          .isLessThanOrEqualTo(next)
          .isGreaterThan(next == DueQueue.NEVER ? DueQueue.NEVER - 1 : now);
    }
    reference.forEach(
        slot -> {
          assertThat(queue.isClaimed(slot)).isEqualTo(reference.isClaimed(slot));
          assertThat(queue.isRetained(slot)).isEqualTo(reference.isRetained(slot));
          assertThat(queue.isScheduled(slot)).isEqualTo(reference.isScheduled(slot));
        });
  }
}
