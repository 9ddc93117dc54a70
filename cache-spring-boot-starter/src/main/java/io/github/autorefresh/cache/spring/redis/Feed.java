package io.github.autorefresh.cache.spring.redis;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
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
 * The subscription to a cache's channel, taken up again by itself whenever it is lost. A connection
 * that is cut without a word is never told of by the driver of one who only listens; so a feed that
 * has been silent asks for a sign, and one to which none comes is taken up anew. Thread-safe.
 */
final class Feed {

  private static final Logger log = LoggerFactory.getLogger(Feed.class);
  private static final long RETRY_MILLIS = 500;

  /** Signs that may be late before the feed is held to be deaf. */
  private static final int PATIENCE = 3;

  private final RedisMessageListenerContainer container = new RedisMessageListenerContainer();

  /** How often it has been checked since the last message came. */
  private final AtomicInteger silence = new AtomicInteger();

  private final String channel;

  /**
   * @param inOrder runs one task at a time, in the order in which they come
   * @param messages hears of each message, on {@code inOrder}
   * @param subscribed hears whenever the subscription has been taken up, on {@code inOrder}
   */
  Feed(
      RedisConnectionFactory connections,
      String channel,
      Executor inOrder,
      Executor subscriptions,
      Consumer<byte[]> messages,
      Runnable subscribed) {
    this.channel = channel;
    container.setConnectionFactory(connections);
    container.setTaskExecutor(Runnable::run); // hears on the driver's thread, and passes on
    container.setSubscriptionExecutor(subscriptions);
    container.setRecoveryBackoff(new FixedBackOff(RETRY_MILLIS, FixedBackOff.UNLIMITED_ATTEMPTS));
    container.setErrorHandler(e -> log.error("A message could not be taken", e));
    container.afterPropertiesSet();
    container.addMessageListener(
        new Subscriber(
            body -> {
              silence.set(0);
              inOrder.execute(() -> messages.accept(body));
            },
            () -> inOrder.execute(subscribed)),
        new ChannelTopic(channel));
  }

  private record Subscriber(Consumer<byte[]> messages, Runnable subscribed)
      implements MessageListener, SubscriptionListener {

    @Override
    public void onMessage(Message message, byte @Nullable [] pattern) {
      messages.accept(message.getBody());
    }

    @Override
    public void onChannelSubscribed(byte[] channel, long count) {
      subscribed.run();
    }
  }

  /** Subscribes, now or as soon as Redis can be reached. */
  void start() {
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
    if (deaf || !container.isListening()) {
      if (deaf) {
        log.info("Nothing is heard of {}: subscribing anew", channel);
      }
      silence.set(0);
      container.stop();
      start();
    }
  }

  void stop() {
    try {
      container.stop();
      container.destroy();
    } catch (Exception e) {
      log.debug("The subscription could not be ended properly", e);
    }
  }
}
