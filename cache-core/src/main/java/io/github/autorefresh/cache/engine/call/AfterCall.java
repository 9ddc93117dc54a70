package io.github.autorefresh.cache.engine.call;

/** What a worker does after a call has returned. */
public enum AfterCall {
  /** Make the next call, which is under way already. */
  CALL,
  /** That was the last call: settle the {@linkplain InFlight#owned owned} items. */
  SETTLE,
  /** The call had been given up: release the {@linkplain InFlight#owned owned} items. */
  RELEASE,
  /** The call was given up a moment ago: whoever did so releases its items. */
  NOTHING
}
