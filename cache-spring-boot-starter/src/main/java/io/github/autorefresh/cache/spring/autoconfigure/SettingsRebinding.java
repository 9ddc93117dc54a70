package io.github.autorefresh.cache.spring.autoconfigure;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheClosedException;
import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.spi.Reconfigurable;
import io.github.autorefresh.cache.spring.autoconfigure.ConfiguredSettings.CacheConfiguration;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.event.GenericApplicationListener;
import org.springframework.core.ResolvableType;

/**
 * Retunes caches when the environment has changed while the application runs: on any event whose
 * class, or a superclass of it, is called {@code EnvironmentChangeEvent}, as that of Spring Cloud
 * is. Only what is bound to another value than before is set, so that what an operator has retuned
 * stands otherwise; a reset of it goes to what is bound now.
 */
final class SettingsRebinding implements GenericApplicationListener {

  private static final Logger logger = LoggerFactory.getLogger(SettingsRebinding.class);

  private static final String EVENT = "EnvironmentChangeEvent";

  private final ConfiguredSettings settings;
  private final ManagedCaches caches;
  private final PropertyNamesCheck names;

  SettingsRebinding(ConfiguredSettings settings, ManagedCaches caches, PropertyNamesCheck names) {
    this.settings = settings;
    this.caches = caches;
    this.names = names;
  }

  @Override
  public boolean supportsEventType(ResolvableType type) {
    boolean payload = PayloadApplicationEvent.class.isAssignableFrom(type.toClass());
    @Nullable Class<?> at =
        payload ? type.as(PayloadApplicationEvent.class).getGeneric().resolve() : type.toClass();
    while (at != null && !at.getSimpleName().equals(EVENT)) {
      at = at.getSuperclass();
    }
    return at != null;
  }

  @Override
  public synchronized void onApplicationEvent(ApplicationEvent event) {
    List<AutoRefreshCache<?>> configured = caches.configured();
    Map<String, CacheConfiguration> before;
    try {
      before = settings.rebind(configured.stream().map(AutoRefreshCache::name).toList());
    } catch (BindException | InvalidConfigurationPropertyValueException illegal) {
      logger.warn(
          "The changed properties of caches are invalid and have not been applied", illegal);
      return;
    }
    for (AutoRefreshCache<?> cache : configured) {
      CacheConfiguration previous = before.get(cache.name());
      if (previous != null) {
        apply(cache, previous, settings.of(cache.name()));
        warnOfWaiting(cache.name(), previous, settings.of(cache.name()));
      }
    }
    names.recheck();
  }

  private static void warnOfWaiting(
      String cache, CacheConfiguration before, CacheConfiguration now) {
    List<String> waiting = StartProperties.changed(before, now);
    if (!waiting.isEmpty()) {
      logger.warn(
          "Cache \"{}\": of its changed properties, these apply when the application starts again: {}",
          cache,
          String.join(", ", waiting));
    }
  }

  private static void apply(
      AutoRefreshCache<?> cache, CacheConfiguration before, CacheConfiguration now) {
    Change change = Change.of(before, now);
    if (!change.isNone()) {
      try {
        if (cache instanceof Reconfigurable own) {
          own.reconfigure(change::applyTo);
        } else { // the application has put something in front of it
          cache.retune(change::applyTo);
        }
        logger.info("Cache \"{}\" is retuned to its changed properties: {}", cache.name(), change);
      } catch (CacheClosedException e) {
        logger.debug("Not retuned: {}", e.getMessage());
      } catch (IllegalArgumentException | IllegalStateException refused) {
        logger.warn(
            "Cache \"{}\" can't be retuned to its changed properties while it runs: {}",
            cache.name(),
            refused.getMessage());
      }
    }
  }

  /** What is bound to another value than before; null for what is not. */
  private record Change(
      @Nullable Double tps, @Nullable Integer burst, @Nullable Duration resyncPeriod) {

    static Change of(CacheConfiguration before, CacheConfiguration now) {
      CacheSettings old = before.settings();
      CacheSettings current = now.settings();
      boolean ownRate = now.sharedLimiter() == null;
      return new Change(
          ownRate && current.tps() != old.tps() ? current.tps() : null,
          ownRate && current.burst() != old.burst() ? current.burst() : null,
          current.resyncPeriod().equals(old.resyncPeriod()) ? null : current.resyncPeriod());
    }

    boolean isNone() {
      return tps == null && burst == null && resyncPeriod == null;
    }

    CacheSettings applyTo(CacheSettings settings) {
      CacheSettings changed = tps == null ? settings : settings.withTps(tps);
      changed = burst == null ? changed : changed.withBurst(burst);
      return resyncPeriod == null ? changed : changed.withResyncPeriod(resyncPeriod);
    }

    @Override
    public String toString() {
      StringBuilder text = new StringBuilder();
      append(text, "tps", tps);
      append(text, "burst", burst);
      append(text, "resync-period", resyncPeriod);
      return text.toString();
    }

    private static void append(StringBuilder text, String name, @Nullable Object value) {
      if (value != null) {
        text.append(text.isEmpty() ? "" : ", ").append(name).append(' ').append(value);
      }
    }
  }
}
