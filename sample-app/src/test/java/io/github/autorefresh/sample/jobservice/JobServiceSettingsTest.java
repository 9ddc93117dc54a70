package io.github.autorefresh.sample.jobservice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class JobServiceSettingsTest {

  private final JobServiceSettings settings = JobServiceSettings.defaults();

  @Test
  void everySettingCanBeChangedAlone() {
    assertThat(
            settings
                .withPort(9090)
                .withWorkers(8)
                .withPace(Duration.ZERO)
                .withMaxUnfinished(5)
                .withMaxFinished(6))
        .isEqualTo(new JobServiceSettings(9090, 8, Duration.ZERO, 5, 6));
  }

  @Test
  void aSettingOutOfRangeIsNamedWithItsValueAndTheRule() {
    assertThatThrownBy(() -> settings.withPort(65536))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("port must be 0 to 65535, not 65536");
    assertThatThrownBy(() -> settings.withWorkers(0))
        .hasMessage("workers must be at least 1, not 0");
    assertThatThrownBy(() -> settings.withPace(Duration.ofSeconds(-1)))
        .hasMessage("pace must be PT0S to PT1H, not PT-1S");
    assertThatThrownBy(() -> settings.withMaxUnfinished(0))
        .hasMessage("maxUnfinished must be at least 1, not 0");
    assertThatThrownBy(() -> settings.withMaxFinished(0))
        .hasMessage("maxFinished must be at least 1, not 0");
  }
}
