package io.github.autorefresh.cache.spring.redis.script;

/**
 * The exclusive right to call the handler for an item, under a lease.
 *
 * @param token tells it from all other claims of the id
 * @param generation of the item
 * @param marked which state of that generation is handed in, as {@link ItemFields#marked} tells it
 */
public record MarkClaim(String id, String token, long generation, long marked) {

  /** The same for a later state. */
  public MarkClaim of(long laterMarked) {
    return new MarkClaim(id, token, generation, laterMarked);
  }
}
