package io.github.autorefresh.cache.spring.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheStats;
import io.github.autorefresh.cache.spring.Job;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributors.Entry;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

class HealthTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final List<AutoRefreshCache<?>> caches = new ArrayList<>();
  private final CacheStats stats = mock();
  private final AutoRefreshCache<Job> jobs = mock();
  private final AutoRefreshCachesHealthContributor contributor =
      new AutoRefreshCachesHealthContributor(() -> caches, Status.UP, InstantSource.fixed(NOW));

  HealthTest() {
    caches.add(jobs);
    when(jobs.name()).thenReturn("jobs");
    when(jobs.isRunning()).thenReturn(true);
    when(jobs.stats()).thenReturn(stats);
    when(jobs.lastTurnAt()).thenReturn(NOW);
    when(stats.lag()).thenReturn(Duration.ZERO);
    when(stats.failingLongest()).thenReturn(Duration.ZERO);
  }

  private Health health() {
    return ((HealthIndicator) contributor.getContributor("jobs")).health();
  }

  private void due(long items, Duration lag) {
    when(stats.overdue()).thenReturn(items);
    when(stats.lag()).thenReturn(lag);
  }

  @Test
  void handlerThatFailsForMoreThanAnHourIsToldOf() {
    when(stats.handlerFailing()).thenReturn(3L);
    when(stats.handlerFailingLongest()).thenReturn(Duration.ofHours(1));
    assertThat(health().getDetails()).doesNotContainKey("handlerFailing");
    when(stats.handlerFailingLongest()).thenReturn(Duration.ofMinutes(61));
    assertThat(health().getStatus()).isEqualTo(Status.UP);
    assertThat(health().getDetails())
        .containsEntry("handlerFailing", 3L)
        .containsEntry("handlerFailingLongest", Duration.ofMinutes(61));
  }

  @Test
  void runningCacheIsUp() {
    assertThat(health().getStatus()).isEqualTo(Status.UP);
  }

  @Test
  void engineWithoutATurnForTenSecondsIsDownWhileAnItemIsDue() {
    when(jobs.lastTurnAt()).thenReturn(NOW.minusMillis(10_001));
    due(1, Duration.ofSeconds(10));
    assertThat(health().getStatus()).isEqualTo(Status.DOWN);
    assertThat(health().getDetails()).containsKey("reason").containsEntry("overdue", 1L);
  }

  @Test
  void engineThatHasNeverMadeATurnIsDownWhileAnItemIsDue() {
    when(jobs.lastTurnAt()).thenReturn(null);
    due(1, Duration.ofSeconds(11));
    assertThat(health().getStatus()).isEqualTo(Status.DOWN);
  }

  @Test
  void engineThatTurnsIsUpHoweverLateItemsAre() {
    when(jobs.lastTurnAt()).thenReturn(NOW.minusSeconds(9));
    due(1_000_000, Duration.ofHours(1));
    assertThat(health().getStatus()).isEqualTo(Status.UP);
  }

  @Test
  void engineThatRestsSinceNothingIsDueIsUp() {
    when(jobs.lastTurnAt()).thenReturn(NOW.minusSeconds(60));
    assertThat(health().getStatus()).isEqualTo(Status.UP);
  }

  @Test
  void engineThatIsAboutToWakeForWhatHasJustBecomeDueIsUp() {
    when(jobs.lastTurnAt()).thenReturn(NOW.minusSeconds(60));
    due(1, Duration.ofMillis(2));
    assertThat(health().getStatus()).isEqualTo(Status.UP);
  }

  @Test
  void pausedCacheIsUpAndSaysSo() {
    when(jobs.isPaused()).thenReturn(true);
    when(jobs.lastTurnAt()).thenReturn(NOW.minusSeconds(60));
    due(5, Duration.ofMinutes(1));
    assertThat(health().getStatus()).isEqualTo(Status.UP);
    assertThat(health().getDetails()).containsEntry("paused", true);
  }

  @Test
  void stoppedCacheIsUnknown() {
    when(jobs.isRunning()).thenReturn(false);
    due(5, Duration.ofMinutes(1));
    assertThat(health().getStatus()).isEqualTo(Status.UNKNOWN);
  }

  @Test
  void stalenessIsADetail() {
    due(7, Duration.ofSeconds(3));
    when(stats.size()).thenReturn(100L);
    when(stats.failing()).thenReturn(4L);
    when(stats.stuck()).thenReturn(2L);
    when(stats.saturation()).thenReturn(1.5);
    assertThat(health().getStatus()).isEqualTo(Status.UP);
    assertThat(health().getDetails())
        .containsEntry("size", 100L)
        .containsEntry("overdue", 7L)
        .containsEntry("lag", Duration.ofSeconds(3))
        .containsEntry("failing", 4L)
        .containsEntry("stuck", 2L)
        .containsEntry("saturation", 1.5)
        .containsEntry("lastTurnAt", NOW);
  }

  @Test
  void pressureIsADetail() {
    when(stats.failingLongest()).thenReturn(Duration.ofMinutes(7));
    when(stats.stretch()).thenReturn(2.5);
    when(stats.heldUntil()).thenReturn(NOW.plusSeconds(5));
    assertThat(health().getStatus()).isEqualTo(Status.UP);
    assertThat(health().getDetails())
        .containsEntry("failingLongest", Duration.ofMinutes(7))
        .containsEntry("stretch", 2.5)
        .containsEntry("heldUntil", NOW.plusSeconds(5))
        .doesNotContainKeys("outageSince", "nextProbeAt", "reason");
  }

  @Test
  void cacheInAnOutageIsUpAndSaysSinceWhen() {
    outage();
    assertThat(health().getStatus()).isEqualTo(Status.UP);
    assertThat(health().getDetails())
        .containsEntry("reason", "the external system is down")
        .containsEntry("outageSince", NOW.minusSeconds(40))
        .containsEntry("nextProbeAt", NOW.plusSeconds(3));
  }

  @Test
  void cacheInAnOutageIsDownIfSoConfigured() {
    outage();
    assertThat(strict().getStatus()).isEqualTo(Status.DOWN);
    when(stats.outageSince()).thenReturn(null);
    assertThat(strict().getStatus()).isEqualTo(Status.UP);
  }

  @Test
  void pausedCacheIsUpWhateverItsOutage() {
    outage();
    when(jobs.isPaused()).thenReturn(true);
    assertThat(strict().getStatus()).isEqualTo(Status.UP);
  }

  @Test
  void engineThatMakesNoTurnInAnOutageIsDown() {
    outage();
    when(jobs.lastTurnAt()).thenReturn(NOW.minusSeconds(60));
    due(5, Duration.ofMinutes(1));
    assertThat(health().getStatus()).isEqualTo(Status.DOWN);
  }

  private void outage() {
    when(stats.outageSince()).thenReturn(NOW.minusSeconds(40));
    when(stats.nextProbeAt()).thenReturn(NOW.plusSeconds(3));
  }

  private Health strict() {
    return new CacheHealthIndicator(jobs, Status.DOWN, InstantSource.fixed(NOW)).health();
  }

  @Test
  void cacheThatCanNotBeAskedIsDown() {
    when(jobs.stats()).thenThrow(new IllegalStateException("no answer"));
    assertThat(health().getStatus()).isEqualTo(Status.DOWN);
  }

  @Test
  void withoutCachesItIsUnknown() {
    caches.clear();
    assertThat(contributor.stream().map(Entry::name)).containsExactly("none");
    HealthIndicator none = (HealthIndicator) contributor.getContributor("none");
    assertThat(none.health().getStatus()).isEqualTo(Status.UNKNOWN);
    assertThat(contributor.getContributor("jobs")).isNull();
  }

  @Test
  void cacheThatComesLateIsSeen() {
    caches.clear();
    assertThat(contributor.getContributor("jobs")).isNull();
    caches.add(jobs);
    assertThat(contributor.stream().map(Entry::name)).containsExactly("jobs");
    assertThat(health().getStatus()).isEqualTo(Status.UP);
  }
}
