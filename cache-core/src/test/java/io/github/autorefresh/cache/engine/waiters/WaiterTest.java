package io.github.autorefresh.cache.engine.waiters;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class WaiterTest {

  private static final class Kept extends Waiter<String> {

    private final Error error;
    private boolean kept = true;

    Kept(Error error) {
      super("jobs", "a", Claims.NONE);
      this.error = error;
    }

    @Override
    void forget() {
      kept = false;
      if (error != null) {
        throw error;
      }
    }
  }

  @Test
  void completionThatFailsKeepsNoOtherWaiterWaiting() {
    List<Kept> waiters =
        List.of(
            new Kept(new StackOverflowError()), new Kept(new OutOfMemoryError()), new Kept(null));
    Waiter.each(waiters, waiter -> waiter.complete("done"));
    assertThat(waiters.get(2)).isCompletedWithValue("done");
    assertThat(waiters).noneMatch(waiter -> waiter.kept);
  }

  @Test
  void failureThatCannotBePrintedCompletesWhatDependsOnIt() {
    RuntimeException unprintable =
        new RuntimeException() {
          @Override
          public String getMessage() {
            throw new IllegalStateException("can't be printed");
          }
        };
    Kept waiter = new Kept(null);
    CompletableFuture<String> dependent = waiter.thenApply(value -> value);
    Waiter.each(List.of(waiter), kept -> kept.completeExceptionally(unprintable));
    assertThat(dependent).isCompletedExceptionally();
  }
}
