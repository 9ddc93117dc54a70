package io.github.autorefresh.cache.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.CacheItem;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Readers find what is there, each time, while others make the table grow and shrink. */
class EntryTableThreadsTest {

  private record Thing(String id) implements CacheItem {}

  private static final int STAYING = 500;
  private static final int ROUNDS = 15;
  private static final int PASSING = 40_000;

  private final EntryTable<Thing> table = new EntryTable<>();
  private final List<Entry<Thing>> staying = new ArrayList<>();
  private final ExecutorService executor = Executors.newFixedThreadPool(3);
  private volatile boolean over;

  @BeforeEach
  void putThoseThatStay() {
    for (int i = 0; i < STAYING; i++) {
      staying.add(entry("stays-" + i));
      table.put(staying.get(i));
    }
  }

  @AfterEach
  void close() {
    over = true;
    executor.shutdownNow();
  }

  @Test
  void readersNeverMissWhatStaysWhileTheTableGrowsAndShrinks() throws Exception {
    Future<?> reader = executor.submit(this::findAllAgainAndAgain);
    Future<?> other = executor.submit(this::findAllAgainAndAgain);
    Future<Integer> moves = executor.submit(this::growAndShrink);

    assertThat(moves.get(2, TimeUnit.MINUTES)).isGreaterThan(ROUNDS * 1_000);
    over = true;
    reader.get(1, TimeUnit.MINUTES);
    other.get(1, TimeUnit.MINUTES);
  }

  @Test
  void streamsTellEachOfWhatStaysOnceWhileTheTableGrowsAndShrinks() throws Exception {
    Future<?> reader = executor.submit(this::listAllAgainAndAgain);
    Future<Integer> moves = executor.submit(this::growAndShrink);

    assertThat(moves.get(2, TimeUnit.MINUTES)).isGreaterThan(ROUNDS * 1_000);
    over = true;
    reader.get(1, TimeUnit.MINUTES);
  }

  private void findAllAgainAndAgain() {
    while (!over) {
      for (Entry<Thing> entry : staying) {
        if (table.get(entry.id()) != entry) {
          throw new AssertionError("missed " + entry.id());
        }
      }
    }
  }

  private void listAllAgainAndAgain() {
    while (!over) {
      long seen = table.stream().filter(entry -> entry.id().startsWith("stays-")).count();
      if (seen != STAYING) {
        throw new AssertionError("saw " + seen);
      }
    }
  }

  /** Returns in how many steps entries were being moved. */
  private int growAndShrink() {
    int moving = 0;
    for (int round = 0; round < ROUNDS; round++) {
      List<Entry<Thing>> passing = new ArrayList<>();
      for (int i = 0; i < PASSING; i++) {
        passing.add(entry("passes-" + round + "-" + i));
        table.put(passing.get(i));
        moving += table.isMoving() ? 1 : 0;
      }
      for (Entry<Thing> entry : passing) {
        table.remove(entry);
        moving += table.isMoving() ? 1 : 0;
      }
    }
    return moving;
  }

  private static Entry<Thing> entry(String id) {
    return new Entry<>(id, new Thing(id), SyncStatus.USUAL, 0, 0);
  }
}
