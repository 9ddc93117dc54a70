package io.github.autorefresh.cache.spring.redis.script;

/**
 * What a replica knows of the numbers and times in Redis, which go on from there if Redis has lost
 * them: what is known here must never be the later one of two states because a clock was set back.
 *
 * @param version the highest that is known
 * @param shiftMicros by how much the logical clock is ahead of Redis' own; 0 if not known
 * @param nowMicros a moment of the logical clock that has passed; 0 if none is known
 */
public record Known(long version, long shiftMicros, long nowMicros) {

  /** Of a replica that has just started. */
  public static final Known NOTHING = version(0);

  /** Nothing but that version. */
  public static Known version(long version) {
    return new Known(version, 0, 0);
  }
}
