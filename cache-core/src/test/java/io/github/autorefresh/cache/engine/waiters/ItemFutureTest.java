package io.github.autorefresh.cache.engine.waiters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.autorefresh.cache.Job;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** This thread holds the claim of "a": it is in a sync of that item, or tells of one. */
class ItemFutureTest {

  private final Thread holder = Thread.currentThread();
  private final PendingRefreshes<Job> refreshes =
      new PendingRefreshes<>("jobs", id -> Thread.currentThread() == holder && id.equals("a"));

  private static void assertRefused(ThrowingCallable wait) {
    assertThatThrownBy(wait)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("\"a\"")
        .hasMessageContaining("\"jobs\"");
  }

  @Test
  void holderOfTheClaimCannotWaitForTheNextSync() {
    CompletableFuture<Job> future = refreshes.ask("a", () -> {});
    assertRefused(future::join);
    assertRefused(future::get);
    assertRefused(() -> future.get(1, TimeUnit.HOURS));
    assertThat(future).isNotDone();
  }

  @Test
  void norForWhatIsMadeOfIt() {
    CompletableFuture<Job> future = refreshes.ask("a", () -> {});
    List<CompletableFuture<?>> dependents =
        List.of(
            future.thenApply(Job::version),
            future.thenApply(Job::version).thenApply(version -> version + 1),
            future.handle((job, error) -> error),
            future.copy(),
            future.thenCompose(CompletableFuture::completedFuture));
    dependents.forEach(dependent -> assertRefused(dependent::join));
    future.complete(Job.of("a"));
    assertThat(dependents.get(0).join()).isEqualTo(0);
  }

  @Test
  void futureThatIsDoneAnswersItsHolder() throws Exception {
    CompletableFuture<Job> future = refreshes.ask("a", () -> {});
    future.complete(Job.of("a"));
    assertThat(future.join()).isEqualTo(Job.of("a"));
    assertThat(future.get()).isEqualTo(Job.of("a"));
    assertThat(future.get(0, TimeUnit.SECONDS)).isEqualTo(Job.of("a"));
  }

  @Test
  void everyOtherThreadWaitsAsEver() throws Exception {
    CompletableFuture<Job> future = refreshes.ask("a", () -> {});
    CompletableFuture<Job> joined = new CompletableFuture<>();
    Thread other = new Thread(() -> joined.complete(future.join()));
    other.start();
    Awaitility.await().until(() -> other.getState() == Thread.State.WAITING);
    future.complete(Job.of("a"));
    other.join();
    assertThat(joined).isCompletedWithValue(Job.of("a"));
  }

  @Test
  void holderMayWaitForAnotherItem() throws Exception {
    CompletableFuture<Job> future = refreshes.ask("b", () -> {});
    Thread syncing =
        new Thread(
            () -> {
              Awaitility.await().until(() -> holder.getState() == Thread.State.WAITING);
              refreshes.served("b", refreshes.last("b")).found(Job.of("b"));
            });
    syncing.start();
    assertThat(future.join()).isEqualTo(Job.of("b"));
    syncing.join();
  }

  @Test
  void awaitIsGuardedToo() {
    PendingAwaits<Job> awaits = new PendingAwaits<>("jobs", id -> Thread.currentThread() == holder);
    CompletableFuture<Job> future =
        awaits.register("a", job -> false, id -> KnownEntry.live(Job.of("a")));
    assertRefused(future::join);
  }
}
