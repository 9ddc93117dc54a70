package io.github.autorefresh.cache.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.CacheItem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntryTableTest {

  private record Thing(String id) implements CacheItem {}

  private final EntryTable<Thing> table = new EntryTable<>();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void holdsWhatAMapHolds(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, Entry<Thing>> map = new HashMap<>();
    for (int step = 0; step < 50_000; step++) {
      String id = "id-" + random.nextInt(1 + step / 10);
      if (random.nextInt(5) < 3) {
        Entry<Thing> entry = entry(id);
        table.put(entry);
        map.put(id, entry);
      } else if (map.containsKey(id)) {
        table.remove(map.remove(id));
      }
      assertThat(table.get(id)).isSameAs(map.get(id));
    }
    map.forEach((id, entry) -> assertThat(table.get(id)).isSameAs(entry));
    assertThat(table.stream()).containsExactlyInAnyOrderElementsOf(map.values());
  }

  @Test
  void putReplacesTheEntryOfAnEarlierGeneration() {
    Entry<Thing> first = entry("a");
    Entry<Thing> second = entry("a");
    table.put(first);
    table.put(second);

    table.remove(first);

    assertThat(table.get("a")).isSameAs(second);
    assertThat(table.stream()).containsExactly(second);
  }

  @Test
  void emptyIdIsFoundAmongRemovedOnes() {
    Entry<Thing> empty = entry("");
    table.put(empty);
    table.remove(empty);
    assertThat(table.get("")).isNull();

    table.put(empty);
    assertThat(table.get("")).isSameAs(empty);
  }

  @Test
  void comingAndGoingDoesNotMakeItGrow() {
    for (int i = 0; i < 1_000_000; i++) {
      Entry<Thing> entry = entry("id-" + i);
      table.put(entry);
      table.remove(entry);
    }

    assertThat(table.places()).isLessThanOrEqualTo(64);
  }

  @Test
  void idsMadeToCollideCostNoMoreThanOthers() {
    List<String> colliding = colliding(14); // 16384 of one hash code
    assertThat(colliding.stream().mapToInt(String::hashCode).distinct()).hasSize(1);

    colliding.forEach(id -> table.put(entry(id)));

    assertThat(table.longestProbe()).isLessThan(500);
    colliding.forEach(id -> assertThat(table.get(id).id()).isEqualTo(id));
  }

  /** Strings of pairs that have the same hash code. */
  private static List<String> colliding(int pairs) {
    List<String> strings = List.of("");
    for (int i = 0; i < pairs; i++) {
      List<String> longer = new ArrayList<>();
      for (String string : strings) {
        longer.add(string + "Aa");
        longer.add(string + "BB");
      }
      strings = longer;
    }
    return strings;
  }

  @Test
  void readersAlwaysFindWhatStaysWhileOthersComeAndGo() throws InterruptedException {
    List<Entry<Thing>> staying = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      staying.add(entry("stays-" + i));
      table.put(staying.get(i));
    }
    AtomicBoolean over = new AtomicBoolean();
    AtomicReference<Entry<Thing>> missed = new AtomicReference<>();
    Thread reader =
        new Thread(
            () -> {
              while (!over.get()) {
                for (Entry<Thing> entry : staying) {
                  if (table.get(entry.id()) != entry) {
                    missed.set(entry);
                  }
                }
              }
            });
    reader.start();
    List<Entry<Thing>> passing = new ArrayList<>();
    for (int round = 0; round < 20; round++) {
      for (int i = 0; i < 5_000; i++) {
        Entry<Thing> entry = entry("passes-" + round + "-" + i);
        passing.add(entry);
        table.put(entry);
      }
      passing.forEach(table::remove);
      passing.clear();
    }
    over.set(true);
    reader.join();

    assertThat(missed.get()).isNull();
  }

  private static Entry<Thing> entry(String id) {
    return new Entry<>(id, new Thing(id), SyncStatus.USUAL, 0, 0);
  }
}
