package io.github.autorefresh.cache.spring.autoconfigure;

/** How the time from one sync of an item to the next is determined. */
public enum CadenceType {

  /** Once per resync period. */
  FIXED,

  /** When items of the same kind have been seen to change. */
  LEARNED
}
