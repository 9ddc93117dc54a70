package io.github.autorefresh.cache.spring.autoconfigure;

import io.github.autorefresh.cache.AutoRefreshCache;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.diagnostics.FailureAnalyzedException;

/** Refuses {@code auto-refresh-cache.caches.<name>} of a cache that does not exist. */
final class UnknownOverrides implements SmartInitializingSingleton {

  private final ConfiguredSettings settings;
  private final ManagedCaches caches;
  private final ListableBeanFactory beanFactory;

  UnknownOverrides(
      ConfiguredSettings settings, ManagedCaches caches, ListableBeanFactory beanFactory) {
    this.settings = settings;
    this.caches = caches;
    this.beanFactory = beanFactory;
  }

  @Override
  public void afterSingletonsInstantiated() {
    if (settings.overridesOfNoneOf(caches.names()).isEmpty()) {
      return;
    }
    Set<String> names = namesOfAll();
    if (names == null) {
      return;
    }
    List<String> unknown = settings.overridesOfNoneOf(names);
    if (!unknown.isEmpty()) {
      throw new FailureAnalyzedException(
          "Properties are set under %s for caches that do not exist: %s. %s"
              .formatted(
                  AutoRefreshCacheProperties.PREFIX + ".caches",
                  String.join(", ", unknown),
                  CacheNames.list(names)),
          "Correct the name, or remove these properties.");
    }
  }

  /**
   * The names of all caches. Lazy ones have to be made for this, and are only if there is a name
   * that may be theirs.
   *
   * @return null if they can't be known, since a test has put a mock in a cache's place
   */
  private @Nullable Set<String> namesOfAll() {
    var beans = beanFactory.getBeansOfType(AutoRefreshCache.class).values();
    Set<String> names = new LinkedHashSet<>(caches.names());
    for (AutoRefreshCache<?> cache : beans) {
      @Nullable String name = cache.name();
      if (name == null) {
        return null;
      }
      names.add(name);
    }
    return names;
  }
}
