package io.github.autorefresh.cache.engine;

import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.StressOptions;

/**
 * How far Lincheck goes: some random scenarios of a few operations on each thread, always the same
 * ones, and a hundred interleavings of each. CI and the profile {@code lincheck} go further.
 */
final class Exploration {

  private static final int SCENARIOS = Integer.getInteger("lincheck.scenarios", 2);
  private static final int INTERLEAVINGS = Integer.getInteger("lincheck.interleavings", 100);

  private Exploration() {}

  /** Real threads, as the machine runs them. */
  static void stress(Class<?> operations) {
    check(operations, new StressOptions());
  }

  /** Every switch of threads is Lincheck's choice; its trace tells how it came about. */
  static void modelCheck(Class<?> operations) {
    check(operations, new ModelCheckingOptions());
  }

  private static <O extends Options<O, ?>> void check(Class<?> operations, O options) {
    options
        .iterations(SCENARIOS)
        .invocationsPerIteration(INTERLEAVINGS)
        .threads(2)
        .actorsPerThread(3)
        .actorsBefore(1)
        .actorsAfter(1)
        .sequentialSpecification(SequentialItems.class)
        .check(operations);
  }
}
