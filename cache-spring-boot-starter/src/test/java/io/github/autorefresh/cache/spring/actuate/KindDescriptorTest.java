package io.github.autorefresh.cache.spring.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.spring.Job;
import io.github.autorefresh.cache.testing.SteppedTime;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class KindDescriptorTest {

  private static final Duration MIN = Duration.ofSeconds(1);
  private static final Duration MAX = Duration.ofMinutes(5);

  private final SteppedTime time = new SteppedTime();

  private record Export(String id, Integer cadenceKind, boolean isTerminal) implements CacheItem {}

  @Test
  void fixedCadenceHasNone() {
    AutoRefreshCache<Job> jobs = time.cache("jobs").build(job -> job);
    assertThat(KindDescriptor.of(jobs)).isNull();
    SettingsDescriptor.Cadence cadence = SettingsDescriptor.of(jobs).cadence();
    assertThat(cadence.type()).isEqualTo(SettingsDescriptor.Cadence.Type.FIXED);
    assertThat(cadence.minPeriod()).isNull();
  }

  @Test
  void twentyKindsAreShownOfWhichMostWasSeen() {
    AutoRefreshCache<Export> exports =
        time.cache("exports")
            .unlimited()
            .learnedCadence(MIN, MAX)
            .build(
                export ->
                    time.elapsed().toSeconds() < 120
                        ? export
                        : new Export(export.id(), export.cadenceKind(), true));
    exports.start();
    for (int kind = 0; kind < 30; kind++) {
      for (int i = 0; i <= kind; i++) {
        exports.getOrCreate(new Export("e-" + kind + "-" + i, kind, false));
      }
    }
    time.advance(Duration.ofMinutes(10));

    List<KindDescriptor> shown = KindDescriptor.of(exports);
    assertThat(shown).hasSize(20);
    KindDescriptor most = shown.get(0);
    assertThat(most.kind()).isEqualTo("29");
    assertThat(most.seen()).isEqualTo(30);
    assertThat(most.medianToChange()).isBetween(Duration.ofSeconds(80), Duration.ofSeconds(180));
    assertThat(most.nextSyncs()).hasSizeGreaterThan(3);
    assertThat(most.nextSyncs().get(0).age()).isZero();
    assertThat(most.nextSyncs())
        .allSatisfy(next -> assertThat(next.interval()).isBetween(MIN, MAX));
    assertThat(shown.get(19).kind()).isEqualTo("10");
    SettingsDescriptor.Cadence cadence = SettingsDescriptor.of(exports).cadence();
    assertThat(cadence)
        .isEqualTo(
            new SettingsDescriptor.Cadence(SettingsDescriptor.Cadence.Type.LEARNED, MIN, MAX));
  }
}
