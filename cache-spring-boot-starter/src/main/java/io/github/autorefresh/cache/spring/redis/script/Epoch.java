package io.github.autorefresh.cache.spring.redis.script;

/**
 * One life of what is stored in Redis. It ends when something of it is lost.
 *
 * @param id empty for none
 * @param lineage the ids of the epochs that this one continues, the last seen first, separated by
 *     commas
 */
public record Epoch(String id, String lineage) {

  /** No epoch is known yet. */
  public static final Epoch NONE = new Epoch("", "");
}
