package io.github.autorefresh.cache.spring.redis.lease;

import io.github.autorefresh.cache.spring.redis.script.Epoch;
import io.github.autorefresh.cache.spring.redis.script.Fence;
import io.github.autorefresh.cache.spring.redis.script.Grant;
import io.github.autorefresh.cache.spring.redis.script.ItemFields;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An item that this replica has claimed, fenced by the epoch, its generation and the number of the
 * claim. When an epoch ends, the claims that were put back into the next one go on in that.
 *
 * <p>From the commit to the release, whatever is heard of the item is told after the release: the
 * engine notifies its listeners of the sync first. If the outcome is accepted, what was heard of
 * that same outcome is not told again. It may be heard first: if the answer to the commit is lost,
 * its effect may be read before the commit is repeated. Thread-safe.
 */
public final class Claim implements Fence {

  private final String id;
  private final long generation;
  private final int run;
  private volatile Epoch epoch;
  private boolean committing;
  private @Nullable ItemFields accepted;
  private List<Deferred> deferred = List.of();

  /** What is to be told, and what the item has got by it: a state, or something else. */
  private record Deferred(ItemFields fields, boolean isState, Runnable event) {}

  Claim(Epoch epoch, Grant.Item granted) {
    this.epoch = epoch;
    id = granted.id();
    generation = granted.fields().generation();
    run = granted.fields().run();
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public long generation() {
    return generation;
  }

  @Override
  public int run() {
    return run;
  }

  /** It holds in this epoch; in a later one it is worth nothing. */
  boolean isOf(Epoch current) {
    return epoch.id().equals(current.id());
  }

  /** It was put back into the epoch that has followed. */
  void goesOnIn(Epoch next) {
    epoch = next;
  }

  /** The outcome is about to be committed. */
  synchronized void commits() {
    committing = true;
  }

  /**
   * The outcome has taken effect, which gave the item these fields: the engine notifies of that.
   */
  synchronized void accepted(ItemFields now) {
    accepted = now;
    deferred =
        deferred.stream()
            .filter(each -> !isOwn(each.fields, each.isState))
            .collect(Collectors.toCollection(ArrayList::new));
  }

  /** A state is known by its sync: if another replica has put it back, it is numbered anew. */
  private boolean isOwn(ItemFields fields, boolean isState) {
    ItemFields own = accepted;
    if (own == null || fields.generation() != generation) {
      return false;
    }
    return (fields.run() == run && fields.version() <= own.version())
        || (isState && fields.isSameStateAs(own));
  }

  /**
   * Keeps an event for later while an outcome of this item is being committed or notified of, and
   * drops one of that same outcome. False if the event is to be told now.
   *
   * @param fields that the item has got by what is told
   */
  public boolean defer(ItemFields fields, Runnable event) {
    return defer(fields, false, event);
  }

  /** As {@link #defer}, of a state that the item has got. */
  public boolean deferState(ItemFields fields, Runnable event) {
    return defer(fields, true, event);
  }

  private synchronized boolean defer(ItemFields fields, boolean isState, Runnable event) {
    if (isOwn(fields, isState)) {
      return true;
    }
    if (!committing) {
      return false;
    }
    if (deferred.isEmpty()) {
      deferred = new ArrayList<>();
    }
    deferred.add(new Deferred(fields, isState, event));
    return true;
  }

  /**
   * The claim is over.
   *
   * @param toTell takes the events that were kept, before any event is told at once again
   */
  synchronized void released(Consumer<Runnable> toTell) {
    deferred.forEach(each -> toTell.accept(each.event));
    deferred = List.of();
    committing = false;
  }
}
