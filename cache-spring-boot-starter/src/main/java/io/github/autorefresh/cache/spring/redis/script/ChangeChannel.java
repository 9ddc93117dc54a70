package io.github.autorefresh.cache.spring.redis.script;

import io.github.autorefresh.cache.CacheUnavailableException;
import java.util.function.Consumer;

/** The channel on which all replicas of one cache publish what they change. Thread-safe. */
public final class ChangeChannel {

  private final ScriptRunner runner;

  /** That on which the scripts of this runner publish. */
  public ChangeChannel(ScriptRunner runner) {
    this.runner = runner;
  }

  /**
   * Hears of what all replicas change, from now on or as soon as Redis can be reached. May block
   * for as long as the driver waits.
   *
   * @param messages on a thread that must not be held up
   * @param subscribed whenever there may have been messages that were not heard
   * @return ends this
   * @throws CacheUnavailableException if Redis does not even tell which channel it is
   */
  public Runnable subscribe(Consumer<ChangeMessage> messages, Runnable subscribed) {
    String channel;
    try {
      channel = runner.channel();
    } catch (RuntimeException e) {
      throw runner.failed(e);
    }
    return runner.connection().subscriptions().subscribe(channel, messages, subscribed);
  }
}
