package io.github.autorefresh.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class CacheSettingsTest {

  private static final CacheSettings DEFAULTS = CacheSettings.defaults();
  private static final Duration OTHER = Duration.ofSeconds(7);

  /** The components that differ from the defaults. */
  private static List<String> changed(UnaryOperator<CacheSettings> change) {
    CacheSettings settings = change.apply(DEFAULTS);
    return Arrays.stream(CacheSettings.class.getRecordComponents())
        .filter(component -> !value(component, settings).equals(value(component, DEFAULTS)))
        .map(RecordComponent::getName)
        .toList();
  }

  private static Object value(RecordComponent component, CacheSettings settings) {
    try {
      return component.getAccessor().invoke(settings);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  @Test
  void eachChangeIsOfItsOwnSettingOnly() {
    assertThat(changed(s -> s.withResyncPeriod(OTHER))).containsExactly("resyncPeriod");
    assertThat(changed(s -> s.withTps(7))).containsExactly("tps");
    assertThat(changed(s -> s.withBurst(7))).containsExactly("burst");
    assertThat(changed(s -> s.withParallelism(7))).containsExactly("parallelism");
    assertThat(changed(s -> s.withMaxBatch(7))).containsExactly("maxBatch");
    assertThat(changed(s -> s.withSyncTimeout(OTHER))).containsExactly("syncTimeout");
    assertThat(changed(s -> s.withBackoff(OTHER, OTHER)))
        .containsExactly("backoffInitial", "backoffMax");
    assertThat(changed(s -> s.withJitter(0.7))).containsExactly("jitter");
    assertThat(changed(s -> s.withMaxSize(7))).containsExactly("maxSize");
    assertThat(changed(s -> s.withTerminalRetention(OTHER))).containsExactly("terminalRetention");
    assertThat(changed(s -> s.withShutdownTimeout(OTHER))).containsExactly("shutdownTimeout");
    assertThat(changed(s -> s.withHandler(s.handler().withCreated(true))))
        .containsExactly("handler");
  }

  @Test
  void changesAddUp() {
    CacheSettings settings = DEFAULTS.withTps(7).withBurst(8).withBackoff(OTHER, OTHER.plusDays(1));
    assertThat(settings.tps()).isEqualTo(7);
    assertThat(settings.burst()).isEqualTo(8);
    assertThat(settings.backoffInitial()).isEqualTo(OTHER);
    assertThat(settings.backoffMax()).isEqualTo(OTHER.plusDays(1));
    assertThat(settings.resyncPeriod()).isEqualTo(DEFAULTS.resyncPeriod());
  }

  @Test
  void illegalValueIsRefusedByTheSettingValueAndRule() {
    assertThatThrownBy(() -> DEFAULTS.withTps(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "tps must be a number from 0.000001 to 1000000000, but was 0.0; to sync nothing for a"
                + " while, pause the cache or stop it");
    assertThatThrownBy(() -> DEFAULTS.withTps(2e9))
        .hasMessage("tps must be a number from 0.000001 to 1000000000, but was 2.0E9");
    assertThatThrownBy(() -> DEFAULTS.withTps(-0.5)).hasMessageEndingWith("but was -0.5");
    assertThatThrownBy(() -> DEFAULTS.withTps(Double.NaN)).hasMessageEndingWith("but was NaN");
    assertThatThrownBy(() -> DEFAULTS.withResyncPeriod(Duration.ZERO))
        .hasMessageStartingWith("resyncPeriod must be positive and at most 3650 days, but was PT0S")
        .hasMessageContaining("pause");
    assertThatThrownBy(() -> DEFAULTS.withParallelism(0))
        .hasMessage("parallelism must be from 1 to 100000, but was 0");
    assertThatThrownBy(() -> DEFAULTS.withBackoff(OTHER, Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("backoffMax must be at least backoffInitial (PT7S), but was PT1S");
    assertThatThrownBy(() -> DEFAULTS.withResyncPeriod(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("resyncPeriod");
  }
}
