package io.github.autorefresh.cache.spring.actuate;

import io.github.autorefresh.cache.AutoRefreshCache;
import java.time.InstantSource;
import java.util.Collection;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * The health of caches, with one component for each, by its name. Caches are looked up each time,
 * because lazy ones are created late.
 *
 * <table>
 *   <caption>Status</caption>
 *   <tr><th>status<th>of a cache that
 *   <tr><td>DOWN<td>runs, but has not looked for work for 10 s although an item is due as long,
 *     or cannot use the store that it shares
 *   <tr><td>UP, or DOWN if so configured<td>runs, but its external system is down
 *   <tr><td>UP<td>runs otherwise, items that are stale, failing or overdue included: the details
 *     tell; also while paused
 *   <tr><td>UNKNOWN<td>is stopped; also if there is no cache at all, as component {@code none}
 * </table>
 */
public final class AutoRefreshCachesHealthContributor implements CompositeHealthContributor {

  /** A composite without components would vanish from the answer. */
  private static final Entry NONE = new Entry("none", noCaches());

  private final Supplier<? extends Collection<AutoRefreshCache<?>>> caches;
  private final Status onOutage;
  private final InstantSource clock;

  /**
   * With what tells the caches there are.
   *
   * @param onOutage the status of a cache whose external system is down
   */
  public AutoRefreshCachesHealthContributor(
      Supplier<? extends Collection<AutoRefreshCache<?>>> caches, Status onOutage) {
    this(caches, onOutage, InstantSource.system());
  }

  AutoRefreshCachesHealthContributor(
      Supplier<? extends Collection<AutoRefreshCache<?>>> caches,
      Status onOutage,
      InstantSource clock) {
    this.caches = caches;
    this.onOutage = onOutage;
    this.clock = clock;
  }

  @Override
  public Stream<Entry> stream() {
    Collection<AutoRefreshCache<?>> present = caches.get();
    return present.isEmpty() ? Stream.of(NONE) : present.stream().map(this::entry);
  }

  private Entry entry(AutoRefreshCache<?> cache) {
    return new Entry(cache.name(), new CacheHealthIndicator(cache, onOutage, clock));
  }

  @Override
  public @Nullable HealthContributor getContributor(String name) {
    return stream()
        .filter(entry -> entry.name().equals(name))
        .map(Entry::contributor)
        .findFirst()
        .orElse(null);
  }

  private static HealthIndicator noCaches() {
    return () -> Health.unknown().withDetail("reason", "there are no caches").build();
  }
}
