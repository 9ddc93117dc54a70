package io.github.autorefresh.cache.spring.autoconfigure;

/** The health of a cache whose external system is down. */
public enum OutageHealth {

  /** The application is well: it serves the last known states, and a restart would not help. */
  UP,

  /** The application is useless without fresh states. */
  DOWN
}
