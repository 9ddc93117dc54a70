package io.github.autorefresh.cache.spring.autoconfigure;

/** The health of a cache whose external system is down. */
public enum OutageHealth {

  /** The application is well: it serves the last known states, and a restart would mend nothing. */
  UP,

  /** The application is of no use without fresh states. */
  DOWN
}
