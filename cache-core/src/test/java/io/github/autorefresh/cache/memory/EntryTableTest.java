package io.github.autorefresh.cache.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.CacheItem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntryTableTest {

  private record Thing(String id) implements CacheItem {}

  private final EntryTable<Thing> table = new EntryTable<>();

  /** It grows, comes and goes, and shrinks, so that all kinds of moves are under way at times. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void holdsWhatAMapHolds(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, Entry<Thing>> map = new HashMap<>();
    int movingSteps = 0;
    for (int step = 0; step < 150_000; step++) {
      String id = "id-" + random.nextInt(10_000);
      int puts = step < 50_000 ? 4 : step < 100_000 ? 3 : 1;
      if (random.nextInt(6) < puts) {
        Entry<Thing> entry = entry(id);
        table.put(entry);
        map.put(id, entry);
      } else if (map.containsKey(id)) {
        table.remove(map.remove(id));
      }
      if (table.get(id) != map.get(id)) { // assertions are slow
        assertThat(table.get(id)).isSameAs(map.get(id));
      }
      if (table.isMoving() && movingSteps++ % 50 == 0) {
        assertHolds(map);
      }
    }
    assertThat(movingSteps).isGreaterThan(300);
    assertHolds(map);
  }

  private void assertHolds(Map<String, Entry<Thing>> map) {
    map.forEach(
        (id, entry) -> {
          if (table.get(id) != entry) { // as above
            assertThat(table.get(id)).isSameAs(entry);
          }
        });
    List<Entry<Thing>> listed = table.stream().toList();
    assertThat(listed).hasSize(map.size());
    assertThat(new HashSet<>(listed)).hasSize(map.size());
    listed.forEach(
        entry -> {
          if (map.get(entry.id()) != entry) {
            assertThat(map.get(entry.id())).isSameAs(entry);
          }
        });
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
  void massDeleteGivesThePlacesBackAndLeavesMissesShort() {
    List<Entry<Thing>> passing = putAll("passes-", 500_000);
    List<Entry<Thing>> staying = putAll("stays-", 10);
    passing.forEach(table::remove);

    assertThat(table.places()).isLessThanOrEqualTo(256);
    for (int i = 0; i < 1_000; i++) {
      assertThat(table.probesOfMiss("absent-" + i)).isLessThan(20);
    }
    staying.forEach(entry -> assertThat(table.get(entry.id())).isSameAs(entry));
  }

  @Test
  void removedEntriesLeaveNoTombstonesWhereNoProbeGoesOn() {
    for (int i = 0; i < 40; i++) { // with tombstones the table would be almost full
      Entry<Thing> entry = entry("id-" + i);
      table.put(entry);
      table.remove(entry);
    }
    for (int i = 0; i < 1_000; i++) {
      assertThat(table.probesOfMiss("absent-" + i)).isOne();
    }
  }

  /** Half of the ids change again and again, none of which the table has seen before. */
  @Test
  void missesStayShortHoweverManyIdsComeAndGo() {
    putAll("stays-", 2_000);
    List<Entry<Thing>> before = List.of();
    for (int round = 0; round < 50; round++) {
      List<Entry<Thing>> passing = putAll("passes-" + round + "-", 2_000);
      before.forEach(table::remove);
      before = passing;
    }
    double probes = 0;
    for (int i = 0; i < 10_000; i++) {
      probes += table.probesOfMiss("absent-" + i) / 10_000.0;
    }
    assertThat(probes).isLessThan(8);
  }

  @Test
  void growingMovesABoundedNumberOfPlacesPerPut() {
    putAll("a-", 50_000);
    int before = table.places();
    assertThat(table.isMoving()).isFalse();
    int i = 0;
    while (!table.isMoving()) {
      table.put(entry("b-" + i++));
    }
    int puts = 0;
    while (table.isMoving()) {
      table.put(entry("c-" + puts++));
    }

    assertThat(puts).isEqualTo(before / EntryTable.STEP);
  }

  @Test
  void shrinkingMovesABoundedNumberOfPlacesPerRemove() {
    List<Entry<Thing>> all = putAll("a-", 50_000);
    int before = table.places();
    int i = 0;
    while (!table.isMoving()) {
      table.remove(all.get(i++));
    }
    assertThat(50_000 - i).isLessThan(before / 8);
    int removals = 0;
    while (table.isMoving()) {
      table.remove(all.get(i++));
      removals++;
    }

    assertThat(removals).isEqualTo(before / EntryTable.STEP);
    assertThat(table.places()).isLessThan(before);
    assertThat(table.get(all.get(i).id())).isSameAs(all.get(i));
  }

  @Test
  void whatIsRemovedOrReplacedDuringAMoveStaysSo() {
    List<Entry<Thing>> all = new ArrayList<>(putAll("a-", 10_000));
    while (!table.isMoving()) {
      all.add(entry("b-" + all.size()));
      table.put(all.get(all.size() - 1));
    }
    // One in three each: removed, replaced, left alone. Half of them before they are moved.
    List<Entry<Thing>> expected = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      Entry<Thing> entry = all.get(i);
      if (i % 3 == 0) {
        table.remove(entry);
        assertThat(table.get(entry.id())).isNull();
      } else if (i % 3 == 1) {
        expected.add(entry(entry.id()));
        table.put(expected.get(expected.size() - 1));
      } else {
        expected.add(entry);
      }
    }

    assertThat(table.isMoving()).isFalse();
    assertThat(table.stream()).containsExactlyInAnyOrderElementsOf(expected);
    expected.forEach(entry -> assertThat(table.get(entry.id())).isSameAs(entry));
  }

  @Test
  void idsMadeToCollideCostNoMoreThanOthers() {
    List<String> colliding = colliding(14); // 16384 of one hash code
    assertThat(colliding.stream().mapToInt(String::hashCode).distinct()).hasSize(1);

    colliding.forEach(id -> table.put(entry(id)));

    assertThat(table.longestProbe()).isLessThan(700);
    colliding.forEach(id -> assertThat(table.get(id).id()).isEqualTo(id));
  }

  @Test
  void idsMadeToCollideCostNoMoreDuringAMove() {
    List<Entry<Thing>> others = new ArrayList<>(putAll("a-", 300_000));
    while (!table.isMoving()) {
      others.add(entry("b-" + others.size()));
      table.put(others.get(others.size() - 1));
    }
    List<String> colliding = colliding(12);
    for (String id : colliding) {
      table.put(entry(id));
      assertThat(table.get(id).id()).isEqualTo(id);
    }

    assertThat(table.isMoving()).isTrue();
    assertThat(table.longestProbe()).isLessThan(1_000);
    assertThat(table.stream()).hasSize(others.size() + colliding.size()).doesNotHaveDuplicates();
    putAll("c-", 50_000);
    assertThat(table.isMoving()).isFalse();
    colliding.forEach(id -> assertThat(table.get(id).id()).isEqualTo(id));
    others.forEach(entry -> assertThat(table.get(entry.id())).isSameAs(entry));
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

  private List<Entry<Thing>> putAll(String prefix, int count) {
    List<Entry<Thing>> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(entry(prefix + i));
      table.put(all.get(i));
    }
    return all;
  }

  private static Entry<Thing> entry(String id) {
    return new Entry<>(id, new Thing(id), SyncStatus.USUAL, 0, 0);
  }
}
