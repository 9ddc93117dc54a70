package io.github.autorefresh.cache.engine.waiters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.autorefresh.cache.CacheEntry;
import io.github.autorefresh.cache.ConditionUnreachableException;
import io.github.autorefresh.cache.ItemDeletedException;
import io.github.autorefresh.cache.engine.waiters.PendingRefreshesTest.Throwing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class PendingAwaitsTest {

  private static final int MANY = 100_000;

  private final PendingAwaits<Throwing> awaits = new PendingAwaits<>("jobs", Claims.NONE);
  private final Throwing first = new Throwing();
  private final Throwing second = new Throwing();
  private final CacheEntry<Throwing> live = KnownEntry.live(first);
  private final CacheEntry<Throwing> terminal = KnownEntry.terminal(first);

  private static void assertFailed(CompletableFuture<?> future, Class<? extends Throwable> error) {
    assertThat(future).failsWithin(Duration.ZERO).withThrowableThat().withCauseInstanceOf(error);
  }

  @Test
  void stateThatIsThereEndsTheWaitAndALaterOneToo() {
    assertThat(awaits.register("a", item -> item == first, id -> live)).isCompletedWithValue(first);
    CompletableFuture<Throwing> later = awaits.register("a", item -> item == second, id -> live);
    awaits.reached("b", second, false);
    assertThat(later).isNotDone();
    awaits.reached("a", second, false);
    assertThat(later).isCompletedWithValue(second);
    assertThat(awaits.isEmpty()).isTrue();
  }

  @Test
  void waitFailsOnceTheStateCannotCome() {
    assertFailed(awaits.register("a", item -> true, id -> null), ItemDeletedException.class);
    assertFailed(
        awaits.register("a", item -> false, id -> terminal), ConditionUnreachableException.class);
    CompletableFuture<Throwing> ending = awaits.register("a", item -> false, id -> live);
    awaits.reached("a", second, true);
    assertFailed(ending, ConditionUnreachableException.class);
    CompletableFuture<Throwing> deleted = awaits.register("a", item -> false, id -> live);
    awaits.removed("a");
    assertFailed(deleted, ItemDeletedException.class);
    CompletableFuture<Throwing> closed = awaits.register("a", item -> false, id -> live);
    awaits.failAll(new IllegalStateException("closed"));
    assertFailed(closed, IllegalStateException.class);
    assertThat(awaits.isEmpty()).isTrue();
  }

  @Test
  void stateThatComesBetweenRegisteringAndLookingIsNotMissed() {
    CompletableFuture<Throwing> future =
        awaits.register(
            "a",
            item -> item == second,
            id -> {
              awaits.reached("a", second, false);
              return live;
            });
    assertThat(future).isCompletedWithValue(second);
    assertThat(awaits.isEmpty()).isTrue();
  }

  @Test
  void conditionThatThrowsFailsItsOwnWaitOnly() {
    CompletableFuture<Throwing> throwing =
        awaits.register(
            "a",
            item -> {
              if (item == second) {
                throw new StackOverflowError();
              }
              return false;
            },
            id -> live);
    CompletableFuture<Throwing> other = awaits.register("a", item -> item == second, id -> live);
    awaits.reached("a", second, false);
    assertThat(throwing.handle((item, error) -> unwrapped(error)).join())
        .isInstanceOf(StackOverflowError.class);
    assertThat(other).isCompletedWithValue(second);
  }

  private static Throwable unwrapped(Throwable error) {
    return error instanceof CompletionException ? error.getCause() : error;
  }

  @Test
  void waitThatItsCallerEndsIsForgottenAtOnce() {
    awaits.register("a", item -> false, id -> live).cancel(false);
    assertThat(awaits.isEmpty()).isTrue();
  }

  @Test
  void costOfAWaitDoesNotGrowWithTheirNumber() {
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          List<CompletableFuture<Throwing>> futures = new ArrayList<>();
          for (int i = 0; i < MANY; i++) {
            futures.add(awaits.register("a", item -> item == second, id -> live));
          }
          Collections.shuffle(futures, new Random(1));
          futures.subList(0, MANY / 2).forEach(future -> future.cancel(false));
          awaits.reached("a", second, false);
          assertThat(futures).allMatch(CompletableFuture::isDone);
          assertThat(awaits.isEmpty()).isTrue();
        });
  }
}
