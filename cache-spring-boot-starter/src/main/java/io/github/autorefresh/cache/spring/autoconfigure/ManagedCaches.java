package io.github.autorefresh.cache.spring.autoconfigure;

import io.github.autorefresh.cache.AutoRefreshCache;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalyzedException;

/**
 * This application context's caches and their names, each used once. A name is taken when the
 * factory makes a cache or when a cache made elsewhere turns out to be a bean, whichever comes
 * first. Thread-safe.
 */
final class ManagedCaches {

  private final Map<String, Holder> holders = new LinkedHashMap<>();

  /**
   * Who has a name.
   *
   * @param beanName null for a cache of the factory that has not become a bean, as is {@code bean}
   */
  private record Holder(
      String name, @Nullable String beanName, @Nullable AutoRefreshCache<?> bean) {
    String described() {
      return beanName == null ? "a cache made by the factory" : "bean '" + beanName + "'";
    }
  }

  /** Takes a name for a cache that the factory is about to make. */
  synchronized void take(String name) {
    CacheNames.check(name, "A cache made by the factory", names());
    Holder holder = holders.get(CacheNames.relaxed(name));
    if (holder != null) {
      throw duplicate(name, "A cache made by the factory", holder);
    }
    holders.put(CacheNames.relaxed(name), new Holder(name, null, null));
  }

  /** Gives a name back whose cache could not be made. */
  synchronized void giveBack(String name) {
    holders.remove(CacheNames.relaxed(name));
  }

  /** Takes note of a bean. */
  synchronized void add(String beanName, AutoRefreshCache<?> cache) {
    String name = cache.name();
    String owner = "Bean '" + beanName + "'";
    CacheNames.check(name, owner, names());
    Holder holder = holders.get(CacheNames.relaxed(name));
    if (holder != null && (holder.beanName() != null || !holder.name().equals(name))) {
      throw duplicate(name, owner, holder);
    }
    holders.put(CacheNames.relaxed(name), new Holder(name, beanName, cache));
  }

  /** The names of all caches, in the order in which they were made. */
  synchronized List<String> names() {
    return holders.values().stream().map(Holder::name).toList();
  }

  /** All caches that are beans, in the order in which they were made. */
  synchronized List<AutoRefreshCache<?>> beans() {
    List<AutoRefreshCache<?>> beans = new ArrayList<>();
    for (Holder holder : holders.values()) {
      if (holder.bean() != null) {
        beans.add(holder.bean());
      }
    }
    return beans;
  }

  private RuntimeException duplicate(String name, String owner, Holder holder) {
    return new FailureAnalyzedException(
        "%s cannot have the name '%s': it is that of %s, dashes not counting. %s"
            .formatted(owner, name, holder.described(), CacheNames.list(names())),
        "Give each cache a name of its own.");
  }
}
