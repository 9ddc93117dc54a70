package io.github.autorefresh.cache.spring.redis;

import java.util.concurrent.Executor;
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

/** The subscription to a cache's channel, taken up again by itself whenever it is lost. */
final class Feed {

  private static final Logger log = LoggerFactory.getLogger(Feed.class);
  private static final long RETRY_MILLIS = 500;

  private final RedisMessageListenerContainer container = new RedisMessageListenerContainer();

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
    container.setConnectionFactory(connections);
    container.setTaskExecutor(inOrder);
    container.setSubscriptionExecutor(subscriptions);
    container.setRecoveryBackoff(new FixedBackOff(RETRY_MILLIS, FixedBackOff.UNLIMITED_ATTEMPTS));
    container.setErrorHandler(e -> log.error("A message could not be taken", e));
    container.afterPropertiesSet();
    container.addMessageListener(
        new Subscriber(messages, () -> inOrder.execute(subscribed)), new ChannelTopic(channel));
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

  /** Subscribes again if that has been given up. */
  void check() {
    if (!container.isListening()) {
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
