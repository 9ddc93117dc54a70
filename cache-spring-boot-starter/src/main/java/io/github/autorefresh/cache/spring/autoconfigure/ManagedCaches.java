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

  private final @Nullable ManagedCaches parent;
  private final Map<String, Holder> holders = new LinkedHashMap<>();

  /** With those of the nearest ancestor context that has any, or null. */
  ManagedCaches(@Nullable ManagedCaches parent) {
    this.parent = parent;
  }

  /**
   * The cache that has a name.
   *
   * @param beanName null for a cache of the factory that has not become a bean, as is {@code bean}
   * @param ofFactory whether the factory has made it
   */
  private record Holder(
      String name,
      @Nullable String beanName,
      @Nullable AutoRefreshCache<?> bean,
      boolean ofFactory) {
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
    holders.put(CacheNames.relaxed(name), new Holder(name, null, null, true));
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
    holders.put(CacheNames.relaxed(name), new Holder(name, beanName, cache, holder != null));
  }

  /** Whether this very cache is noted already, here or in an ancestor: beans may share one. */
  boolean isKnown(AutoRefreshCache<?> cache) {
    return ownBeans().stream().anyMatch(own -> own == cache)
        || (parent != null && parent.isKnown(cache));
  }

  /** The names of all caches of this context, in the order in which they were made. */
  synchronized List<String> names() {
    return holders.values().stream().map(Holder::name).toList();
  }

  /** This context's caches that are beans and were made as the properties say. */
  synchronized List<AutoRefreshCache<?>> configured() {
    List<AutoRefreshCache<?>> configured = new ArrayList<>();
    for (Holder holder : holders.values()) {
      if (holder.bean() != null && holder.ofFactory()) {
        configured.add(holder.bean());
      }
    }
    return configured;
  }

  /** The names of this context's caches that were made without regard to the properties. */
  synchronized List<String> unconfigured() {
    return holders.values().stream()
        .filter(holder -> holder.bean() != null && !holder.ofFactory())
        .map(Holder::name)
        .toList();
  }

  synchronized boolean hasBean(String beanName) {
    return holders.values().stream().anyMatch(holder -> beanName.equals(holder.beanName()));
  }

  /**
   * All caches that are beans, in the order in which they were made; then those of ancestor
   * contexts that have none of these names.
   */
  List<AutoRefreshCache<?>> beans() {
    List<AutoRefreshCache<?>> beans = new ArrayList<>(ownBeans());
    if (parent != null) {
      for (AutoRefreshCache<?> inherited : parent.beans()) {
        if (beans.stream().noneMatch(own -> own.name().equals(inherited.name()))) {
          beans.add(inherited);
        }
      }
    }
    return beans;
  }

  private synchronized List<AutoRefreshCache<?>> ownBeans() {
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
        "%s cannot have the name '%s': it is the name of %s (dashes are ignored). %s"
            .formatted(owner, name, holder.described(), CacheNames.list(names())),
        "Give each cache a name of its own.");
  }
}
