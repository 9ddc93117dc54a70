package io.github.autorefresh.cache.spring.actuate;

import io.github.autorefresh.cache.CacheItem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.Sanitizer;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.util.ClassUtils;
import tools.jackson.databind.json.JsonMapper;

/**
 * Shows the state of items to users who may see it, and asterisks to everybody else, as Boot's own
 * endpoints do: by {@code show-values} and {@code roles}, and each value through the application's
 * {@link SanitizingFunction}s.
 */
final class ItemValues {

  private static final boolean JACKSON =
      ClassUtils.isPresent(
          "tools.jackson.databind.json.JsonMapper", ItemValues.class.getClassLoader());

  private final Sanitizer sanitizer;
  private final Show show;
  private final Set<String> roles;
  private final Function<CacheItem, @Nullable Object> asTree;

  ItemValues(Iterable<SanitizingFunction> sanitizingFunctions, Show show, Set<String> roles) {
    this.sanitizer = new Sanitizer(sanitizingFunctions);
    this.show = show;
    this.roles = roles;
    this.asTree = JACKSON ? new WithJackson() : CacheItem::toString;
  }

  /** An item of that cache, as maps, lists and scalars, or what stands for it. */
  @Nullable Object shown(SecurityContext viewer, String cache, CacheItem item) {
    if (!show.isShown(viewer, roles)) {
      return SanitizableData.SANITIZED_VALUE;
    }
    try {
      return sanitized(cache, asTree.apply(item));
    } catch (RuntimeException e) { // the item's own code, such as a field that is loaded lazily
      return "can't be shown: " + e;
    }
  }

  private @Nullable Object sanitized(String key, @Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> copy = new LinkedHashMap<>();
      map.forEach((name, nested) -> copy.put(name + "", sanitized(key + "." + name, nested)));
      return copy;
    }
    if (value instanceof List<?> list) {
      List<@Nullable Object> copy = new ArrayList<>();
      list.forEach(nested -> copy.add(sanitized(key + "[" + copy.size() + "]", nested)));
      return copy;
    }
    return sanitizer.sanitize(new SanitizableData(null, key, value), true);
  }

  /** In a class of its own, since Jackson may be absent. */
  private static final class WithJackson implements Function<CacheItem, @Nullable Object> {

    private final JsonMapper mapper = JsonMapper.builder().build();

    @Override
    public @Nullable Object apply(CacheItem item) {
      return mapper.convertValue(item, Object.class);
    }
  }
}
