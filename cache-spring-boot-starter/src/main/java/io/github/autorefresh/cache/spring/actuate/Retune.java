package io.github.autorefresh.cache.spring.actuate;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheEntry;
import io.github.autorefresh.cache.CacheSettings;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A change of what can be changed while a cache runs, of one or more fields: made as a whole or not
 * at all. Null fields stay as they are.
 *
 * @param reset tps, burst and resyncPeriod are to be as configured
 * @param retryHandler the item for which the handler is to try again now
 */
record Retune(
    @Nullable Double tps,
    @Nullable Integer burst,
    @Nullable Duration resyncPeriod,
    @Nullable Boolean paused,
    boolean reset,
    @Nullable String retryHandler) {

  static Retune parse(
      @Nullable String tps,
      @Nullable String burst,
      @Nullable String resyncPeriod,
      @Nullable String paused,
      @Nullable String reset,
      @Nullable String retryHandler) {
    if (Stream.of(tps, burst, resyncPeriod, paused, reset, retryHandler)
        .allMatch(Objects::isNull)) {
      throw Refusal.badField(
          "body",
          "body must have one or more of tps, burst, resyncPeriod, paused, reset, retryHandler");
    }
    boolean others = tps != null || burst != null || resyncPeriod != null;
    return new Retune(
        tps == null ? null : Fields.number("tps", tps),
        burst == null ? null : Fields.integer("burst", burst),
        resyncPeriod == null ? null : Fields.duration("resyncPeriod", resyncPeriod),
        paused == null ? null : Fields.flag("paused", paused),
        reset != null && reset(reset, others),
        retryHandler);
  }

  private static boolean reset(String value, boolean others) {
    if (!Fields.flag("reset", value)) {
      throw Refusal.badValue("reset", "true, or not sent", value);
    }
    if (others) {
      throw Refusal.badField("reset", "reset must not be sent with tps, burst or resyncPeriod");
    }
    return true;
  }

  void apply(AutoRefreshCache<?> cache) {
    requireUnhandled(cache);
    if (tps != null || burst != null || resyncPeriod != null) {
      retune(cache);
    }
    if (reset) {
      cache.resetSettings();
    }
    if (paused != null) {
      if (paused) {
        cache.pause();
      } else {
        cache.resume();
      }
    }
    if (retryHandler != null) {
      cache.retryHandler(retryHandler);
    }
  }

  private void requireUnhandled(AutoRefreshCache<?> cache) {
    if (retryHandler == null) {
      return;
    }
    CacheEntry<?> entry = cache.entry(retryHandler);
    if (entry == null) {
      throw Refusal.unknownItem(cache.name(), retryHandler);
    }
    if (!entry.unhandled()) {
      throw Refusal.badValue("retryHandler", "the id of an unhandled item", retryHandler);
    }
  }

  private void retune(AutoRefreshCache<?> cache) {
    if (cache.settings().isUnlimited()) {
      refuseRate("the cache is unlimited");
    }
    try {
      cache.retune(this::changed);
    } catch (UnsupportedOperationException e) {
      refuseRate(e.getMessage());
    }
  }

  private void refuseRate(@Nullable String reason) {
    if (tps != null || burst != null) {
      String field = tps != null ? "tps" : "burst";
      throw Refusal.badField(field, field + " can't be changed: " + reason);
    }
  }

  private CacheSettings changed(CacheSettings settings) {
    CacheSettings changed = with("tps", tps, settings, CacheSettings::withTps);
    changed = with("burst", burst, changed, CacheSettings::withBurst);
    return with("resyncPeriod", resyncPeriod, changed, CacheSettings::withResyncPeriod);
  }

  /** Fields are set one by one, so that the one to blame is known. */
  private static <V> CacheSettings with(
      String field,
      @Nullable V value,
      CacheSettings settings,
      BiFunction<CacheSettings, V, CacheSettings> change) {
    if (value == null) {
      return settings;
    }
    try {
      return change.apply(settings, value);
    } catch (IllegalArgumentException e) {
      throw Refusal.badField(field, String.valueOf(e.getMessage()));
    }
  }
}
