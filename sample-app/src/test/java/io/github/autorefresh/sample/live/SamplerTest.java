package io.github.autorefresh.sample.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.engine.AutoRefreshCacheBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SamplerTest {

  private final AutoRefreshCache<Thing> cache =
      AutoRefreshCacheBuilder.named("things")
          .resyncPeriod(Duration.ofHours(1))
          .rateLimit(40, 10)
          .build(this::sync);
  private final AtomicLong nanos = new AtomicLong();
  private final Sampler<Thing> sampler =
      new Sampler<>(cache, Thing::state, Instant::now, nanos::get);

  private Thing sync(Thing thing) {
    if (thing.state().equals("BROKEN")) {
      throw new IllegalStateException("broken");
    }
    return thing;
  }

  @AfterEach
  void close() {
    cache.close();
  }

  @Test
  void itemsAreCountedByState() {
    cache.getOrCreate(new Thing("a", "NEW"));
    cache.getOrCreate(new Thing("b", "NEW"));
    cache.getOrCreate(new Thing("c", "DONE"));

    Sample sample = sampler.take(id -> {});

    assertThat(sample.states()).containsExactlyInAnyOrderEntriesOf(Map.of("NEW", 2L, "DONE", 1L));
    assertThat(sample.size()).isEqualTo(3);
    assertThat(sample.live()).isEqualTo(2);
    assertThat(sample.announced()).isEqualTo(1);
  }

  @Test
  void ratesAreOfTheTimeSinceTheSampleBefore() throws Exception {
    cache.getOrCreate(new Thing("a", "NEW"));
    cache.start();
    cache.refresh("a").get();
    cache.stop();
    long synced = cache.stats().unchanged();

    nanos.addAndGet(Duration.ofSeconds(2).toNanos());
    assertThat(sampler.take(id -> {}).syncsPerSecond()).isEqualTo(synced / 2.0);
    nanos.addAndGet(Duration.ofSeconds(2).toNanos());
    assertThat(sampler.take(id -> {}).syncsPerSecond()).isZero();
  }

  @Test
  void failuresAreCountedApart() {
    cache.getOrCreate(new Thing("a", "BROKEN"));
    cache.start();
    assertThatThrownBy(() -> cache.refresh("a").get()).hasMessageContaining("broken");
    cache.stop();
    long failed = cache.stats().failed();

    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    Sample sample = sampler.take(id -> {});

    assertThat(sample.failuresPerSecond()).isEqualTo((double) failed);
    assertThat(sample.failing()).isEqualTo(1);
  }

  @Test
  void syncsThatChangedNothingAreFound() throws Exception {
    List<String> synced = new ArrayList<>();
    cache.getOrCreate(new Thing("a", "NEW"));
    cache.getOrCreate(new Thing("never", "DONE"));
    cache.start();
    cache.refresh("a").get();
    cache.stop();

    sampler.take(synced::add);

    assertThat(synced).containsExactly("a");
  }

  @Test
  void theLimitIsTheCachesOwn() {
    assertThat(sampler.take(id -> {}).permittedPerSecond()).isEqualTo(40);

    cache.retune(settings -> settings.withTps(7));

    assertThat(sampler.take(id -> {}).permittedPerSecond()).isEqualTo(7);
  }

  @Test
  void nothingIsToldOfTroubleThatThereIsNot() {
    Sample sample = sampler.take(id -> {});

    assertThat(sample.outageSince()).isNull();
    assertThat(sample.nextProbeAt()).isNull();
    assertThat(sample.heldUntil()).isNull();
    assertThat(sample.failingLongestMillis()).isZero();
    assertThat(sample.stretch()).isEqualTo(1);
  }

  @Test
  void onlyTheLastMinutesAreRemembered() {
    for (int i = 0; i < Sampler.REMEMBERED + 5; i++) {
      sampler.take(id -> {});
    }

    assertThat(sampler.history()).hasSize(Sampler.REMEMBERED);
  }
}
