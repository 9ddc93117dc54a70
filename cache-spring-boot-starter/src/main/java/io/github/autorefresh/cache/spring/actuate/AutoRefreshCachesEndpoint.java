package io.github.autorefresh.cache.spring.actuate;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheEntry;
import io.github.autorefresh.cache.spi.ProcessName;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.Selector.Match;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;

/**
 * The caches over HTTP, for people on call.
 *
 * <pre>{@code
 * GET    /                200 and all caches: settings and figures
 * GET    /{cache}         200 and one cache, with the items that need a look first; filters
 *                         overdue, failing, terminal, unhandled and search (a part of the id);
 *                         sort; limit (20) and page (0); recent: chosen by a recent scan, shared by all
 * GET    /{cache}/{id}    200 and an item
 * POST   /{cache}/{id}    202 and the item: it is due now; 200 if it is terminal, and never will be
 * DELETE /{cache}/{id}    200 and the item as it last was
 * POST   /{cache}         200 and the cache, with one or more of tps, burst, resyncPeriod and paused
 *                         changed, or none; reset: true makes the first three as configured;
 *                         retryHandler: {id} lets the handler try again now for that item
 * }</pre>
 *
 * <p>A bad request is a 400; an unknown cache or item is a 404. Both have title, detail and field.
 * The values of items are not shown unless {@code show-values} says so. Ids and the messages of
 * failed syncs are always shown: without them nobody could see what is stale, and why.
 *
 * <p>An id may have slashes, but no empty segments: {@code a//b} arrives as {@code a/b}.
 */
@WebEndpoint(id = "autorefreshcaches")
@RegisterReflectionForBinding({
  CacheDescriptor.class,
  CacheDescriptor.All.class,
  ItemDescriptor.class,
  Problem.class
})
public class AutoRefreshCachesEndpoint {

  /** The names of the selectors below. */
  static final String CACHE = "cacheInPath";

  static final String ID = "id";

  private static final int STATUS_ACCEPTED = 202;

  private final Supplier<? extends Collection<AutoRefreshCache<?>>> caches;
  private final ItemValues values;
  private final InstantSource clock = InstantSource.system();
  private final Map<AutoRefreshCache<?>, RecentScan> scans = new ConcurrentHashMap<>();

  /**
   * For these caches, with the rules for who may see the values of items.
   *
   * @param roles those of whom {@code showValues} lets see values when authorized; if empty, all
   */
  public AutoRefreshCachesEndpoint(
      Supplier<? extends Collection<AutoRefreshCache<?>>> caches,
      Iterable<SanitizingFunction> sanitizingFunctions,
      Show showValues,
      Set<String> roles) {
    this.caches = caches;
    this.values = new ItemValues(sanitizingFunctions, showValues, roles);
  }

  // Actuator lets a field of the body or query take the place of a selector of the same name,
  // unseen. So the selector of a cache has a name that nobody sends. That of an id, as what remains
  // of a path, comes as an array, and what takes its place does not.

  /** All caches. */
  @ReadOperation
  public WebEndpointResponse<?> caches() {
    Map<String, CacheDescriptor> all = new LinkedHashMap<>();
    caches.get().forEach(cache -> all.put(cache.name(), CacheDescriptor.of(cache)));
    return new WebEndpointResponse<>(new CacheDescriptor.All(all, ProcessName.get()));
  }

  /** One cache, and the items that match. */
  @ReadOperation
  public WebEndpointResponse<?> cache(
      @Selector String cacheInPath,
      @Nullable String overdue,
      @Nullable String failing,
      @Nullable String terminal,
      @Nullable String unhandled,
      @Nullable String search,
      @Nullable String sort,
      @Nullable String limit,
      @Nullable String page,
      @Nullable String recent) {
    return answer(
        () -> {
          AutoRefreshCache<?> known = known(cacheInPath);
          ItemQuery query =
              ItemQuery.parse(
                  ItemFilter.parse(overdue, failing, terminal, unhandled, search),
                  ItemOrder.parse(sort),
                  limit,
                  page);
          return new WebEndpointResponse<>(
              Boolean.TRUE.equals(Fields.optionalFlag("recent", recent))
                  ? CacheDescriptor.of(known, query, scan(known).find(query))
                  : CacheDescriptor.of(known, query, query.in(known, clock.instant())));
        });
  }

  private RecentScan scan(AutoRefreshCache<?> cache) {
    return scans.computeIfAbsent(cache, it -> new RecentScan(it, clock, System::nanoTime));
  }

  /** Changes what can be changed while a cache runs. */
  @WriteOperation
  public WebEndpointResponse<?> retune(
      @Selector String cacheInPath,
      @Nullable String cache,
      @Nullable String tps,
      @Nullable String burst,
      @Nullable String resyncPeriod,
      @Nullable String paused,
      @Nullable String reset,
      @Nullable String retryHandler) {
    return answer(
        () -> {
          if (cache != null) {
            throw Refusal.alsoInPath("cache");
          }
          AutoRefreshCache<?> known = known(cacheInPath);
          Retune.parse(tps, burst, resyncPeriod, paused, reset, retryHandler).apply(known);
          return new WebEndpointResponse<>(CacheDescriptor.of(known));
        });
  }

  /** One item, with its value for users who may see it. */
  @ReadOperation
  public WebEndpointResponse<?> item(
      SecurityContext viewer,
      @Selector String cacheInPath,
      @Selector(match = Match.ALL_REMAINING) Object id) {
    return answer(
        () -> {
          AutoRefreshCache<?> known = known(cacheInPath);
          ItemState item = item(known, joined(id));
          Object value = values.shown(viewer, known.name(), item.entry().item());
          return new WebEndpointResponse<>(ItemDescriptor.of(item, value));
        });
  }

  // No fields here but selectors: else actuator would ask for a content type, and of an empty body.

  /** Makes an item due now; still under the rate limit, so its sync may be yet to come. */
  @WriteOperation
  public WebEndpointResponse<?> refresh(
      @Selector String cacheInPath, @Selector(match = Match.ALL_REMAINING) Object id) {
    return answer(
        () -> {
          AutoRefreshCache<?> known = known(cacheInPath);
          ItemState item = item(known, joined(id));
          if (item.isTerminal()) {
            return new WebEndpointResponse<>(ItemDescriptor.of(item));
          }
          var unused = known.refresh(joined(id)); // what comes of it is seen by reading the item
          return new WebEndpointResponse<>(ItemDescriptor.of(item), STATUS_ACCEPTED);
        });
  }

  /** Removes an item. */
  @DeleteOperation
  public WebEndpointResponse<?> delete(
      @Selector String cacheInPath, @Selector(match = Match.ALL_REMAINING) Object id) {
    return answer(
        () -> {
          AutoRefreshCache<?> known = known(cacheInPath);
          CacheEntry<?> entry = known.entry(joined(id)); // null also if it cannot be read here
          if (!known.delete(joined(id))) {
            throw Refusal.unknownItem(known.name(), joined(id));
          }
          return entry == null
              ? new WebEndpointResponse<>(Map.of("id", joined(id)))
              : new WebEndpointResponse<>(ItemDescriptor.of(ItemState.of(entry, clock.instant())));
        });
  }

  private static WebEndpointResponse<?> answer(Supplier<WebEndpointResponse<?>> operation) {
    try {
      return operation.get();
    } catch (Refusal refusal) {
      return refusal.response();
    } catch (IllegalStateException e) { // closed, or its store is out of reach
      return Refusal.impossible(e).response();
    }
  }

  private AutoRefreshCache<?> known(String name) {
    Collection<AutoRefreshCache<?>> all = caches.get();
    return all.stream()
        .filter(cache -> cache.name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> Refusal.unknownCache(name, all.stream().map(AutoRefreshCache::name).toList()));
  }

  private static String joined(Object segments) {
    if (!(segments instanceof String[] path)) {
      throw Refusal.alsoInPath("id");
    }
    if (path.length == 0) {
      throw Refusal.badField("id", "id must not be empty");
    }
    return String.join("/", path);
  }

  private ItemState item(AutoRefreshCache<?> cache, String id) {
    Instant now = clock.instant();
    CacheEntry<?> entry = cache.entry(id);
    if (entry == null) {
      throw Refusal.unknownItem(cache.name(), id);
    }
    return ItemState.of(entry, now);
  }
}
