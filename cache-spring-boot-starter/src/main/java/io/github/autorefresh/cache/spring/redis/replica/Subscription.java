package io.github.autorefresh.cache.spring.redis.replica;

import io.github.autorefresh.cache.spring.redis.script.ChangeChannel;
import io.github.autorefresh.cache.spring.redis.script.ChangeMessage;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps one replica subscribed to what all replicas publish. Thread-safe. */
final class Subscription {

  private static final Logger log = LoggerFactory.getLogger(Subscription.class);
  private static final Duration UNSUBSCRIBED = Duration.ofSeconds(3);

  private final ChangeChannel channel;
  private final BackgroundTasks tasks;
  private final ExecutorService threads;
  private final Consumer<ChangeMessage> listener;
  private final Runnable onMissed;
  private final AtomicBoolean subscribing = new AtomicBoolean();
  private final CountDownLatch hearing = new CountDownLatch(1);
  private volatile @Nullable Runnable endOfSubscription;
  private volatile boolean closed;

  /**
   * Not subscribed yet.
   *
   * @param listener takes messages in the order in which they come
   * @param onMissed is called in the same order whenever there may have been messages that were not
   *     heard
   */
  Subscription(
      ChangeChannel channel,
      BackgroundTasks tasks,
      ExecutorService threads,
      Consumer<ChangeMessage> listener,
      Runnable onMissed) {
    this.channel = channel;
    this.tasks = tasks;
    this.threads = threads;
    this.listener = listener;
    this.onMissed = onMissed;
  }

  /** Subscribes soon, if that has not succeeded yet. */
  void subscribeUnlessSubscribed() {
    if (endOfSubscription == null) {
      tasks.soon(this::subscribe);
    }
  }

  /** Waits until messages are heard, or that long; false if they are not. */
  boolean awaitHearing(Duration longest) throws InterruptedException {
    return hearing.await(longest.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Ends the subscription, or lets the driver end it if that takes too long. */
  void close() {
    closed = true;
    Runnable end = endOfSubscription;
    if (end != null) {
      unsubscribe(end);
    }
  }

  private void unsubscribe(Runnable end) {
    try {
      threads.submit(end).get(UNSUBSCRIBED.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      log.debug("The subscription could not be ended properly", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void subscribe() {
    if (endOfSubscription != null || !subscribing.compareAndSet(false, true)) {
      return;
    }
    try {
      Runnable end = channel.subscribe(this::received, this::messagesWereMissed);
      if (closed) {
        end.run();
      } else {
        endOfSubscription = end;
      }
    } finally {
      subscribing.set(false);
    }
  }

  private void received(ChangeMessage message) {
    tasks.inOrder(() -> listener.accept(message));
  }

  private void messagesWereMissed() {
    hearing.countDown();
    tasks.inOrder(onMissed);
  }
}
