package io.github.autorefresh.sample.jobservice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each kind of work computes, and why it fails. */
class WorkTest {

  private static final Progress UNWATCHED = share -> {};

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 0", "2, 1", "100, 25", "65537, 6543", "65538, 6543", "2000000, 148933"})
  void primesCountsThePrimesUpToTheInput(long limit, String count) throws InterruptedException {
    assertThat(new Primes(limit).run(UNWATCHED)).isEqualTo(count);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 50_000_001, Long.MAX_VALUE})
  void primesFailsBeyondItsRange(long limit) {
    assertThatThrownBy(() -> new Primes(limit).run(UNWATCHED))
        .hasMessage("can count primes up to 0 to 50000000, not " + limit);
  }

  @Test
  void primesReportsEverySegment() throws InterruptedException {
    List<Double> shares = new ArrayList<>();

    new Primes(300_000).run(shares::add);

    assertThat(shares).hasSize(5).isSorted().last().isEqualTo(1.0);
  }

  @ParameterizedTest
  @CsvSource({
    "1, ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    "2, 4f8b42c22dd3729b519ba6f68d2da7cc5b2d606d05daed5ad5128cc03e6c6358"
  })
  void hashIsSha256OfTheHashBefore(int rounds, String hash) throws InterruptedException {
    assertThat(new RepeatedHash("abc", rounds).run(UNWATCHED)).isEqualTo(hash);
  }

  @Test
  void wordCountKnowsNoCaseAndNoPunctuation() throws InterruptedException {
    assertThat(new WordCount("To be, or not to be: that...").run(UNWATCHED))
        .isEqualTo("7 words, 5 distinct, most frequent: be (2)");
  }

  @Test
  void wordCountFailsWithoutWords() {
    assertThatThrownBy(() -> new WordCount(" ?! ").run(UNWATCHED))
        .hasMessage("the text has no words");
  }

  @ParameterizedTest
  @CsvSource({"2, 1 takes 0 steps", "10, 9 takes 19 steps", "1000000, 837799 takes 524 steps"})
  void collatzFindsTheLongestChainBelowTheInput(long limit, String longest)
      throws InterruptedException {
    assertThat(new Collatz(limit).run(UNWATCHED)).isEqualTo(longest);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 1, 10_000_001})
  void collatzFailsBeyondItsRange(long limit) {
    assertThatThrownBy(() -> new Collatz(limit).run(UNWATCHED))
        .hasMessage("can search below 2 to 10000000, not " + limit);
  }

  @ParameterizedTest
  @MethodSource("allTypes")
  void everyTypeReadsItsOwnExample(WorkType type) {
    assertThat(type.toWork().apply(type.example())).isNotNull();
  }

  @ParameterizedTest
  @MethodSource("allTypes")
  void everyTypeStopsWhenItIsInterrupted(WorkType type) {
    Work work = type.toWork().apply(type.example());
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> work.run(Pace.of(Duration.ZERO).begin()))
        .isInstanceOf(InterruptedException.class);
  }

  static List<WorkType> allTypes() {
    return WorkType.all();
  }
}
