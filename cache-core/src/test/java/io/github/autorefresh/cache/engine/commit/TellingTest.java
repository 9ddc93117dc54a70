package io.github.autorefresh.cache.engine.commit;

import static io.github.autorefresh.cache.engine.ClaimedJobs.ids;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.engine.ClaimedJobs;
import io.github.autorefresh.cache.spi.ClaimedItems;
import org.junit.jupiter.api.Test;

/** Who tells of which item, and who releases it, step by step. */
class TellingTest {

  private final ClaimedItems<Job> items = ClaimedJobs.of(4);
  private final Telling<Job> telling = new Telling<>(items, Thread.currentThread());

  @Test
  void undisturbedWorkerTellsOfAllAndReleasesAll() {
    for (int i = 0; i < 4; i++) {
      assertThat(telling.current()).isEqualTo(i);
      assertThat(telling.idInTelling()).isEqualTo(String.valueOf(i));
      telling.next();
    }
    assertThat(telling.current()).isEqualTo(-1);
    assertThat(telling.idInTelling()).isNull();
    assertThat(telling.owned()).as("not a copy").isSameAs(items);
    assertThat(telling.isolate()).as("nothing is left to take").isNull();
  }

  @Test
  void isolationLeavesTheWorkerTheItemItTellsOf() {
    telling.next();
    Telling.Taken<Job> taken = telling.isolate();
    assertThat(ids(taken.told())).containsExactly("0");
    assertThat(ids(taken.untold())).containsExactly("2", "3");
    assertThat(telling.current()).isEqualTo(1);
    assertThat(telling.isolate()).as("nothing is left to take").isNull();
    telling.next();
    assertThat(telling.current()).isEqualTo(-1);
    assertThat(ids(telling.owned())).containsExactly("1");
  }

  @Test
  void isolationAtTheFirstItemTakesNoneThatWasToldOf() {
    Telling.Taken<Job> taken = telling.isolate();
    assertThat(ids(taken.told())).isEmpty();
    assertThat(ids(taken.untold())).containsExactly("1", "2", "3");
    telling.next();
    assertThat(ids(telling.owned())).containsExactly("0");
  }

  @Test
  void isolationAtTheLastItemTakesNoneThatIsStillToBeToldOf() {
    telling.next();
    telling.next();
    telling.next();
    Telling.Taken<Job> taken = telling.isolate();
    assertThat(ids(taken.told())).containsExactly("0", "1", "2");
    assertThat(ids(taken.untold())).isEmpty();
    telling.next();
    assertThat(ids(telling.owned())).containsExactly("3");
  }

  @Test
  void singleItemStaysWithItsWorker() {
    assertThat(new Telling<>(ClaimedJobs.of(1), Thread.currentThread()).isolate()).isNull();
  }

  @Test
  void itIsSlowIfTwoLooksFindItAtTheSameItem() {
    assertThat(telling.isSlow()).as("first look").isFalse();
    assertThat(telling.isSlow()).as("second look at the same item").isTrue();
    telling.next();
    assertThat(telling.isSlow()).as("first look at another item").isFalse();
    assertThat(telling.isSlow()).as("second look at that").isTrue();
  }

  @Test
  void itIsNotSlowOnceAllIsTold() {
    for (int i = 0; i < 4; i++) {
      telling.next();
    }
    assertThat(telling.isSlow()).isFalse();
    assertThat(telling.isSlow()).isFalse();
  }

  @Test
  void itIsOnItsWorkersThread() {
    assertThat(telling.thread()).isSameAs(Thread.currentThread());
  }
}
