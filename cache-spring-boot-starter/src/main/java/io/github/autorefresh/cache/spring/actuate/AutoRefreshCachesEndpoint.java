package io.github.autorefresh.cache.spring.actuate;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheEntry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
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
 * The caches over HTTP, for who is on call.
 *
 * <pre>{@code
 * GET    /                200 and all caches: settings and figures
 * GET    /{cache}         200 and one cache, with the items that need a look first; filters
 *                         overdue, failing and terminal; limit (20) and page (0)
 * GET    /{cache}/{id}    200 and an item
 * POST   /{cache}/{id}    202 and the item: it is due now; 200 if it is terminal, and never will be
 * DELETE /{cache}/{id}    200 and the item as it last was
 * POST   /{cache}         200 and the cache, with one or more of tps, burst, resyncPeriod and paused
 *                         changed, or none; reset: true makes the first three as configured
 * }</pre>
 *
 * <p>What is refused is a 400 or, if there is no such cache or item, a 404; with title, detail and
 * field. What a cache holds is not shown unless {@code show-values} says so. Ids and the messages
 * of failed syncs always are: without them nobody could tell what is stale, and why.
 *
 * <p>An id may have slashes, but no empty segments: {@code a//b} reaches us as {@code a/b}.
 */
@WebEndpoint(id = "autorefreshcaches")
@RegisterReflectionForBinding({
  CacheDescriptor.class,
  CacheDescriptor.All.class,
  ItemDescriptor.class,
  Problem.class
})
public class AutoRefreshCachesEndpoint {

  private static final int STATUS_ACCEPTED = 202;

  private final Supplier<? extends Collection<AutoRefreshCache<?>>> caches;
  private final ItemValues values;
  private final InstantSource clock = InstantSource.system();

  /**
   * With what tells the caches there are, and with who may see what they hold.
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
    return new WebEndpointResponse<>(new CacheDescriptor.All(all));
  }

  /** One cache, and the items that match. */
  @ReadOperation
  public WebEndpointResponse<?> cache(
      @Selector String cacheInPath,
      @Nullable String overdue,
      @Nullable String failing,
      @Nullable String terminal,
      @Nullable String limit,
      @Nullable String page) {
    return answer(
        () -> {
          AutoRefreshCache<?> known = known(cacheInPath);
          ItemQuery query = ItemQuery.parse(overdue, failing, terminal, limit, page);
          ItemQuery.Found found = query.in(known, clock.instant());
          return new WebEndpointResponse<>(
              CacheDescriptor.of(
                  known,
                  new CacheDescriptor.Page(query.page(), query.limit(), found.matching()),
                  found.items().stream().map(ItemDescriptor::of).toList()));
        });
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
      @Nullable String reset) {
    return answer(
        () -> {
          if (cache != null) {
            throw Refusal.alsoInPath("cache");
          }
          AutoRefreshCache<?> known = known(cacheInPath);
          Retune.parse(tps, burst, resyncPeriod, paused, reset).apply(known);
          return new WebEndpointResponse<>(CacheDescriptor.of(known));
        });
  }

  /** One item, with its value for who may see it. */
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
          ItemState item = item(known, joined(id));
          if (!known.delete(joined(id))) {
            throw Refusal.unknownItem(known.name(), joined(id)); // somebody else was faster
          }
          return new WebEndpointResponse<>(ItemDescriptor.of(item));
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
