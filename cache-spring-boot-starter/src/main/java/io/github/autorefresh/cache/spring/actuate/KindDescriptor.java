package io.github.autorefresh.cache.spring.actuate;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.KindCadence;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a learned cadence knows of one kind of items, named as in {@link KindCadence}; what is null
 * is left out.
 */
record KindDescriptor(
    @Nullable String kind,
    long seen,
    @Nullable Duration medianToChange,
    List<NextSyncDescriptor> nextSyncs) {

  /** A cache may know a thousand. */
  private static final int MOST = 20;

  record NextSyncDescriptor(Duration age, Duration interval) {}

  /** Those of which most was seen; null if the cadence is fixed. */
  static @Nullable List<KindDescriptor> of(AutoRefreshCache<?> cache) {
    List<KindCadence> kinds = cache.cadenceByKind();
    return kinds.isEmpty()
        ? null
        : kinds.stream()
            .sorted(Comparator.comparingLong(KindCadence::seen).reversed())
            .limit(MOST)
            .map(KindDescriptor::of)
            .toList();
  }

  private static KindDescriptor of(KindCadence learned) {
    return new KindDescriptor(
        learned.kind(),
        learned.seen(),
        learned.medianToChange(),
        learned.nextSyncs().stream()
            .map(next -> new NextSyncDescriptor(next.age(), next.interval()))
            .toList());
  }
}
