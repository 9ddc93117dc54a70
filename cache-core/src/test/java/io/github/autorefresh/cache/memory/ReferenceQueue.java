package io.github.autorefresh.cache.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** What a {@link DueQueue} is to do, in the plainest way: it looks through all slots each time. */
final class ReferenceQueue implements DueTimes {

  private static final long TICK = 1_000_000;

  private enum State {
    CLAIMED,
    HASTENED,
    SCHEDULED,
    RETAINED
  }

  private static final class Slot {
    private State state = State.CLAIMED;
    private int lane;
    private long due;
    private long readyAt;
  }

  private static final List<Integer> TURNS =
      List.of(Lanes.REFRESH, Lanes.FIRST, Lanes.REFRESH, Lanes.PERIODIC);

  private int turn;
  private int current;
  private final TreeMap<Integer, Slot> slots = new TreeMap<>();
  private final List<Integer> retained = new ArrayList<>();

  void open(int slot, int lane) {
    Slot opened = new Slot();
    opened.lane = lane;
    if (slots.put(slot, opened) != null) {
      throw new AssertionError("slot " + slot + " was open already");
    }
  }

  void close(int slot) {
    slots.remove(slot);
  }

  long schedule(int slot, long due, long now) {
    Slot it = slots.get(slot);
    it.due = it.state == State.HASTENED ? Math.min(due, now) : due;
    it.lane = it.state == State.HASTENED ? Lanes.REFRESH : it.due > now ? Lanes.PERIODIC : it.lane;
    it.readyAt = it.due <= now ? it.due : dueTick(slot) * TICK;
    it.state = State.SCHEDULED;
    return it.due;
  }

  void retain(int slot) {
    slots.get(slot).state = State.RETAINED;
    retained.add(slot);
  }

  void claim(int slot) {
    slots.get(slot).state = State.CLAIMED;
    retained.remove((Integer) slot);
  }

  void hastenClaimed(int slot) {
    slots.get(slot).state = State.HASTENED;
  }

  @Override
  public long due(int slot) {
    return slots.get(slot).due;
  }

  /** Where the due time of a slot is rounded up to. */
  long dueTick(int slot) {
    return (due(slot) + TICK - 1) / TICK;
  }

  int countReady(long now) {
    return (int) slots.values().stream().filter(it -> isReady(it, now)).count();
  }

  void periodic(int slot) {
    slots.get(slot).lane = Lanes.PERIODIC;
  }

  int lane(int slot) {
    return slots.get(slot).lane;
  }

  /** One of those that are ready, of the lane whose turn it is, and in its earliest millisecond. */
  int poll(boolean newCall, long now) {
    if (countReady(now) == 0) {
      return DueQueue.NONE;
    }
    if (newCall) {
      current = TURNS.get(turn);
      turn = (turn + 1) % TURNS.size();
    }
    for (int lane = Lanes.REFRESH; firstReady(current, now) == DueQueue.NONE; lane++) {
      current = lane;
    }
    return firstReady(current, now);
  }

  void unmade(int calls) {
    turn = Math.floorMod(turn - calls, TURNS.size());
  }

  private int firstReady(int lane, long now) {
    int first = DueQueue.NONE;
    for (int slot : slots.keySet()) {
      if (isReady(slots.get(slot), now)
          && slots.get(slot).lane == lane
          && (first == DueQueue.NONE || dueTick(slot) < dueTick(first))) {
        first = slot;
      }
    }
    return first;
  }

  private static boolean isReady(Slot it, long now) {
    return it.state == State.SCHEDULED && it.readyAt <= now;
  }

  long nextDue() {
    return slots.values().stream()
        .filter(it -> it.state == State.SCHEDULED)
        .mapToLong(it -> it.readyAt)
        .min()
        .orElse(DueQueue.NEVER);
  }

  int longestRetained() {
    return retained.isEmpty() ? DueQueue.NONE : retained.get(0);
  }

  boolean isClaimed(int slot) {
    State state = slots.get(slot).state;
    return state == State.CLAIMED || state == State.HASTENED;
  }

  boolean isRetained(int slot) {
    return slots.get(slot).state == State.RETAINED;
  }

  boolean isScheduled(int slot) {
    return slots.get(slot).state == State.SCHEDULED;
  }

  int anyClaimed(RandomGenerator random) {
    return any(this::isClaimed, random);
  }

  /** One that is scheduled or retained. */
  int anyWaiting(RandomGenerator random) {
    return any(slot -> !isClaimed(slot), random);
  }

  private int any(Predicate<Integer> which, RandomGenerator random) {
    List<Integer> all = slots.keySet().stream().filter(which).toList();
    return all.isEmpty() ? DueQueue.NONE : all.get(random.nextInt(all.size()));
  }

  void forEach(IntConsumer action) {
    slots.keySet().forEach(action::accept);
  }
}
