package io.github.autorefresh.cache.spring.redis.script;

/**
 * The last claim of an item at some time.
 *
 * @param generation of the item
 * @param run the number of the claim in that generation; zero if there was none
 */
public record LastClaim(long generation, int run) {

  /** True if the other one is a claim, and came later. */
  public boolean isBefore(LastClaim other) {
    return generation == other.generation
        ? run < other.run
        : generation < other.generation && other.run > 0;
  }
}
