package io.github.autorefresh.cache.spring.redis.sync;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.spring.redis.lease.CreationSignal;
import io.github.autorefresh.cache.spring.redis.script.ChangeMessage;
import io.github.autorefresh.cache.spring.redis.script.ChangeMessage.Kind;
import io.github.autorefresh.cache.spring.redis.script.Session;
import java.time.Duration;
import java.util.function.BiConsumer;

/** Takes what other replicas publish, message by message. Used by one thread. */
public final class ChangeListener<T extends CacheItem> {

  private final Session session;
  private final ChangeApplier<T> applier;
  private final ChangeLogReader<T> reader;
  private final CreationSignal creationSignal;
  private final Runnable onDue;
  private final Runnable onControl;
  private final BiConsumer<Duration, Duration> onHeld;
  private final Runnable onGap;

  /**
   * For one replica.
   *
   * @param onDue something may be due that was not before
   * @param onControl other settings may hold, or something else may concern the whole cache
   * @param onHeld another replica was told to leave the external system alone: for how long, and
   *     the age of the call that was told so
   * @param onGap messages were missed
   */
  public ChangeListener(
      Session session,
      ChangeApplier<T> applier,
      ChangeLogReader<T> reader,
      CreationSignal creationSignal,
      Runnable onDue,
      Runnable onControl,
      BiConsumer<Duration, Duration> onHeld,
      Runnable onGap) {
    this.session = session;
    this.applier = applier;
    this.reader = reader;
    this.creationSignal = creationSignal;
    this.onDue = onDue;
    this.onControl = onControl;
    this.onHeld = onHeld;
    this.onGap = onGap;
  }

  /** Takes a message, unless it is of another epoch: then nothing of it concerns what is here. */
  public void take(ChangeMessage message) {
    if (!message.isOf(session.epoch())) {
      return;
    }
    boolean follows = reader.follows(message);
    boolean own = message.caller().equals(session.replica());
    boolean due = false;
    while (message.next()) {
      Kind kind = message.kind();
      due |= kind == Kind.CREATED || kind == Kind.DUE || kind == Kind.CREATION_ENDED;
      if (kind == Kind.CREATION_ENDED || kind == Kind.CREATED) {
        creationSignal.ended();
      }
      if (kind == Kind.RETUNED || kind == Kind.OUTAGE) {
        onControl.run();
      } else if (!own || kind == Kind.REMOVED) {
        take(kind, message); // the answer that tells this replica of a removal may be lost
      }
    }
    if (due && !own) {
      onDue.run();
    }
    if (!follows) {
      onGap.run();
    }
  }

  private void take(Kind kind, ChangeMessage message) {
    switch (kind) {
      case CREATED, UPDATED -> reader.stored(message.stored());
      case UNCHANGED, FAILED -> reader.synced(message.id(), message.fields(), message.error());
      case REMOVED -> reader.gone(message.removed());
      case HANDLED -> reader.handled(message.id(), message.fields(), message.versionBefore());
      case HANDLER_FAILED ->
          applier.handlerFailed(
              message.id(), message.fields(), message.handlerError(), message.handlerFailing());
      case HELD -> onHeld.accept(message.held(), message.callAge());
      case DUE, CREATION_ENDED, RETUNED, OUTAGE, SIGN -> {}
    }
  }
}
