package io.github.autorefresh.cache.bench;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One contender under one load: measured in a JVM of its own, once per round.
 *
 * @param row the contender's name in the table
 * @param load what its columns begin with; empty if there is only one load
 * @param sinceJava the first Java version that can run it
 */
public record Case(String row, String load, int sinceJava, Measure measure) {

  private static final int ANY = 17;

  public static Case of(String row, String load, Measure measure) {
    return new Case(row, load, ANY, measure);
  }

  boolean isNamed(String part) {
    return row.contains(part) || load.contains(part);
  }

  /** Measures; if it throws, its cell stays empty, and the others go on. */
  @FunctionalInterface
  public interface Measure {
    Values measure() throws Exception;
  }

  /** Figures by their column, in its unit. */
  public static final class Values {

    /** Of a contender that was not done in time, so that no figure is fair to it. */
    public static final double NOT_DONE = Double.NaN;

    private final Map<String, Double> byColumn = new LinkedHashMap<>();

    public static Values of(String column, double value) {
      return new Values().and(column, value);
    }

    public Values and(String column, double value) {
      byColumn.put(column, value);
      return this;
    }

    static boolean isDone(double value) {
      return !Double.isNaN(value);
    }

    Map<String, Double> byColumn() {
      return byColumn;
    }
  }
}
