package io.github.autorefresh.cache.spring.redis.script;

/**
 * What Redis knows of the outage of all replicas. Times are of the logical clock.
 *
 * @param since when the first of the failures was that made it; zero if there is none
 * @param early how many early tries come before the first probe
 * @param probes how many there have been
 * @param probedAt when the last of them began; the outage, if there was none
 * @param forAny false if that was only for items that somebody waits for
 * @param underWay true if it has not ended yet, as far as is known
 * @param cause the text of a failure
 */
public record OutageState(
    long since,
    int early,
    int probes,
    long probedAt,
    boolean forAny,
    boolean underWay,
    String cause) {

  /** There is none. */
  public static final OutageState NONE = new OutageState(0, 0, 0, 0, false, false, "");

  /** As restore.lua reads it. */
  String packed() {
    return since + "," + early + "," + probes + "," + probedAt + "," + (forAny ? 1 : 0);
  }

  /** True while it lasts. */
  public boolean isOn() {
    return since != 0;
  }
}
