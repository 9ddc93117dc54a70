package io.github.autorefresh.cache.engine.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.CacheEntry;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.RemovalCause;
import io.github.autorefresh.cache.engine.waiters.Claims;
import io.github.autorefresh.cache.engine.waiters.KnownEntry;
import io.github.autorefresh.cache.engine.waiters.PendingAwaits;
import io.github.autorefresh.cache.engine.waiters.PendingRefreshes;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** An item is removed, and created again before its removal is told of. */
class ChangeNotifierTest {

  private final PendingRefreshes<Job> refreshes = new PendingRefreshes<>("jobs", Claims.NONE);
  private final PendingAwaits<Job> awaits = new PendingAwaits<>("jobs", Claims.NONE);
  private final ChangeNotifier<Job> changes =
      new ChangeNotifier<>("jobs", new Counters(), refreshes, awaits);
  private final Job old = Job.of("a");
  private final CompletableFuture<Job> refresh = refreshes.ask("a", () -> {});
  private final CompletableFuture<Job> await =
      awaits.register("a", job -> job.version() == 1, id -> KnownEntry.live(old));

  private void removedAndMadeAgain(CacheEntry<Job> next) {
    changes.setEntries(id -> next);
    changes.removed("a", old, RemovalCause.DELETED);
  }

  @Test
  void whoWaitsGoesOnWaitingForTheNewItem() {
    removedAndMadeAgain(KnownEntry.live(Job.of("a")));
    assertThat(refresh).isNotDone();
    assertThat(await).isNotDone();
  }

  @Test
  void stateTheNewItemBeginsWithIsSeen() {
    Job next = Job.of("a").next();
    removedAndMadeAgain(KnownEntry.live(next));
    assertThat(refresh).isNotDone();
    assertThat(await).isCompletedWithValue(next);
  }

  @Test
  void newItemThatIsTerminalAndNeverSyncedAnswersAll() {
    Job next = Job.of("a").terminal();
    removedAndMadeAgain(KnownEntry.terminal(next));
    assertThat(refresh).isCompletedWithValue(next);
    assertThat(await).isCompletedWithValue(next);
  }
}
