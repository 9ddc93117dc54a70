package io.github.autorefresh.cache.spring.redis.script;

/**
 * How far behind the real time the one is by which items are due, as {@code stretch.lua} tells it.
 * Times are microseconds of the logical clock.
 *
 * @param now when this was so; zero if it is not known
 * @param behind by how much the stretched time was behind then
 * @param stretch by how much intervals are longer than planned; at least 1
 */
public record StretchedTime(long now, long behind, double stretch) {

  /** Nothing is known yet. */
  public static final StretchedTime UNKNOWN = new StretchedTime(0, 0, 1);

  /** The real time at which an item is due, as far as can be told. */
  public long due(ItemFields item) {
    if (now == 0 || item.isNew()) {
      return item.due();
    }
    long left = item.due() - item.behind() - (now - behind);
    return now + (long) (left * stretch);
  }
}
