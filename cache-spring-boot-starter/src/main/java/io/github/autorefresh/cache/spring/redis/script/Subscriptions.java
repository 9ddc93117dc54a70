package io.github.autorefresh.cache.spring.redis.script;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.connection.Message;
import org.springframework.data.redis.connection.MessageListener;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.SubscriptionListener;
import org.springframework.data.redis.listener.ChannelTopic;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;
import org.springframework.util.backoff.FixedBackOff;

/**
 * The subscriptions of all caches over one connection factory, on one connection, taken up again by
 * themselves whenever it is lost. A connection that is cut without a word is never told of by the
 * driver of one who only listens; so when nothing was heard for a while, somebody is to publish a
 * sign, and if none comes the connection is given up. Thread-safe.
 */
public final class Subscriptions {

  private static final Logger log = LoggerFactory.getLogger(Subscriptions.class);
  private static final long RETRY_MILLIS = 500;

  /** Signs that may be late before the connection is held to be deaf. */
  private static final int PATIENCE = 3;

  private final RedisMessageListenerContainer container = new RedisMessageListenerContainer();
  private final ReentrantLock changing = new ReentrantLock();
  private int subscribed;
  private boolean paused;

  /** How often it has been checked since the last message came. */
  private final AtomicInteger silence = new AtomicInteger();

  Subscriptions(RedisConnectionFactory connections, Executor threads) {
    container.setConnectionFactory(connections);
    container.setTaskExecutor(Runnable::run); // hears on the driver's thread, and passes on
    container.setSubscriptionExecutor(threads);
    container.setRecoveryBackoff(new FixedBackOff(RETRY_MILLIS, FixedBackOff.UNLIMITED_ATTEMPTS));
    container.setErrorHandler(e -> log.error("A message could not be processed", e));
    container.afterPropertiesSet();
  }

  /**
   * Subscribes to a channel, now or as soon as Redis can be reached. May block for as long as the
   * driver waits.
   *
   * @param messages hears of each message, on the driver's thread, which it must not hold up
   * @param subscribed hears whenever the subscription has been taken up, as above
   * @return ends the subscription
   */
  Runnable subscribe(String channel, Consumer<ChangeMessage> messages, Runnable subscribed) {
    MessageListener listener =
        new Listener(
            body -> {
              silence.set(0);
              messages.accept(new ChangeMessage(body));
            },
            subscribed);
    changing.lock();
    try {
      this.subscribed++;
      container.addMessageListener(listener, new ChannelTopic(channel));
      start();
    } catch (RuntimeException e) {
      log.debug("Not subscribed to {} yet", channel, e);
    } finally {
      changing.unlock();
    }
    return () -> unsubscribe(listener);
  }

  /**
   * Ends the subscription to all channels, before the connection factory stops: it could not be
   * ended properly later.
   */
  void pause() {
    changing.lock();
    try {
      paused = true;
      container.stop();
    } finally {
      changing.unlock();
    }
  }

  /** Subscribes again to what is subscribed to. */
  void resume() {
    changing.lock();
    try {
      paused = false;
      start();
    } finally {
      changing.unlock();
    }
  }

  private void unsubscribe(MessageListener listener) {
    changing.lock();
    try {
      if (--subscribed == 0) {
        container.stop();
      }
      container.removeMessageListener(listener);
    } catch (RuntimeException e) {
      log.debug("A subscription could not be ended properly", e);
    } finally {
      changing.unlock();
    }
  }

  private record Listener(Consumer<byte[]> messages, Runnable subscribed)
      implements MessageListener, SubscriptionListener {

    @Override
    public void onMessage(Message message, byte @Nullable [] pattern) {
      messages.accept(message.getBody());
    }

    @Override
    public void onChannelSubscribed(byte[] channel, long count) {
      subscribed.run();
    }

    /** Each is its own, even of one channel. */
    @Override
    public boolean equals(@Nullable Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }

  private void start() {
    if (paused || subscribed == 0) {
      return;
    }
    try {
      container.start();
    } catch (RuntimeException e) {
      log.debug("Not subscribed yet", e);
    }
  }

  /** Nothing has been heard since the last check: somebody should publish a sign. */
  boolean isSilent() {
    return silence.get() > 0;
  }

  /** Subscribes again if that has been given up, or if the signs that were asked for don't come. */
  void check() {
    boolean deaf = silence.incrementAndGet() > PATIENCE;
    if (!deaf && container.isListening()) {
      return;
    }
    changing.lock();
    try {
      if (subscribed > 0 && !paused) {
        if (deaf) {
          log.info("No changes are heard from Redis: subscribing again");
        }
        silence.set(0);
        container.stop();
        start();
      }
    } finally {
      changing.unlock();
    }
  }
}
