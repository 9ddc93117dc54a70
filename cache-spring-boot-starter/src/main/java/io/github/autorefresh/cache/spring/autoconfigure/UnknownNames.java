package io.github.autorefresh.cache.spring.autoconfigure;

/** What to do about properties of caches that do not exist, and about unknown property names. */
public enum UnknownNames {

  /** The application does not start. For environment variables, only a warning is logged. */
  REFUSE,

  /** A warning is logged. */
  WARN,

  /** Nothing. */
  IGNORE
}
