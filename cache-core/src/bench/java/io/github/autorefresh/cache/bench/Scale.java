package io.github.autorefresh.cache.bench;

/**
 * How much is measured: all of it, or just enough to see that everything still runs.
 *
 * @param warmUp seconds before measuring begins
 * @param seconds how long is measured
 * @param most no more items than this
 */
public record Scale(double warmUp, double seconds, int most) {

  public static final Scale SMOKE = new Scale(0.05, 0.05, 200);

  /** With so many seconds of warm-up and so many of measuring. */
  static Scale full(double warmUp, double seconds) {
    return new Scale(warmUp, seconds, Integer.MAX_VALUE);
  }

  public boolean isSmoke() {
    return most < Integer.MAX_VALUE;
  }

  /** So many items, or fewer. */
  public int items(int wanted) {
    return Math.min(wanted, most);
  }
}
