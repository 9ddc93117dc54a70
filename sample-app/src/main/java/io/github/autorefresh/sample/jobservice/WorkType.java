package io.github.autorefresh.sample.jobservice;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.function.Function;

/**
 * A kind of job: its name, one line on what it computes, an input to try, and how an input becomes
 * work. What can't even be read is refused at once; what can't be computed fails the job later.
 *
 * @param toWork throws an {@link IllegalArgumentException} that says what the input must be
 */
record WorkType(
    String name, String description, String example, @JsonIgnore Function<String, Work> toWork) {

  /** All that the service offers. */
  static List<WorkType> all() {
    return List.of(
        new WorkType(
            "primes",
            "Counts the prime numbers up to the input, at most " + Primes.MOST + ".",
            "2000000",
            input -> new Primes(wholeNumber(input))),
        new WorkType(
            "hash",
            "Hashes the text with SHA-256, and the hash again, " + RepeatedHash.ROUNDS + " times.",
            "the quick brown fox",
            input -> new RepeatedHash(input, RepeatedHash.ROUNDS)),
        new WorkType(
            "word-count",
            "Counts the words of the text, the distinct ones, and the most frequent.",
            "to be or not to be",
            WordCount::new),
        new WorkType(
            "collatz",
            "Finds the number below the input whose Collatz chain is longest, at most "
                + Collatz.MOST
                + ".",
            "3000000",
            input -> new Collatz(wholeNumber(input))),
        new WorkType(
            "flaky",
            "Evaluates an expression of whole numbers with + - * / ( ), and fails where that does.",
            "84 / (6 - 2 * 3)",
            Expression::new));
  }

  private static long wholeNumber(String input) {
    try {
      return Long.parseLong(input.strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("must be a whole number", e);
    }
  }
}
