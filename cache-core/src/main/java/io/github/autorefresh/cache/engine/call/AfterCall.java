package io.github.autorefresh.cache.engine.call;

/** What a worker does after a call has returned. */
public enum AfterCall {
  /** Make the next call; {@link InFlight} shows it as under way already. */
  CALL,
  /** That was the last call: settle the {@linkplain InFlight#owned owned} items. */
  SETTLE,
  /**
   * The call was given up and its failure, if any, recorded: release the {@linkplain InFlight#owned
   * owned} items.
   */
  RELEASE,
  /** The call timed out and its failure is still being recorded: that thread releases its items. */
  NOTHING
}
