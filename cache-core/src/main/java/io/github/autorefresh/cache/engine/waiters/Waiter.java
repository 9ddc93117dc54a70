package io.github.autorefresh.cache.engine.waiters;

import io.github.autorefresh.cache.spi.ForeignCode;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A future that is kept until it is done, whoever completes it: a sync, or a caller that cancels it
 * or gives it a timeout. It is forgotten before it is completed, so that it is not kept whatever
 * the application does on its completion.
 */
abstract class Waiter<V extends @Nullable Object> extends ItemFuture<V> {

  private static final Logger log = LoggerFactory.getLogger(Waiter.class);

  Waiter(String cache, String id, Claims claims) {
    super(cache, id, claims);
  }

  /** Forgets this future, in constant time; does nothing if it is not kept. */
  abstract void forget();

  @Override
  public boolean complete(@Nullable V value) {
    forget();
    return super.complete(value);
  }

  @Override
  public boolean completeExceptionally(Throwable error) {
    forget();
    return super.completeExceptionally(printable(error));
  }

  /**
   * The error itself, or one that wraps it if it throws when it is printed: a {@link
   * CompletableFuture} prints it to complete dependent futures, which would then never complete.
   */
  @SuppressWarnings({"CatchThrowable", "ReturnValueIgnored"}) // only tries foreign code
  private static Throwable printable(Throwable error) {
    try {
      String unused = error.toString();
      return error;
    } catch (Throwable unprintable) {
      return new IllegalStateException(
          "failed with a " + error.getClass().getName() + ", which throws when it is printed",
          error);
    }
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    forget();
    return super.cancel(mayInterruptIfRunning);
  }

  @Override
  public void obtrudeValue(@Nullable V value) {
    forget();
    super.obtrudeValue(value);
  }

  @Override
  public void obtrudeException(Throwable error) {
    forget();
    super.obtrudeException(error);
  }

  @Override
  public CompletableFuture<V> completeAsync(Supplier<? extends V> supplier, Executor executor) {
    var unused = whenComplete((value, error) -> forget()); // not yet: a sync may complete it first
    return super.completeAsync(supplier, executor);
  }

  /** Completes all of them, whatever happens on the completion of one. */
  static <W extends Waiter<?>> void each(Collection<W> waiters, Consumer<? super W> completion) {
    for (W waiter : waiters) {
      ForeignCode.run(
          log,
          waiter.cache(),
          "completing a future of item \"" + waiter.id() + "\"",
          () -> completion.accept(waiter));
    }
  }
}
