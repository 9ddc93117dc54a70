package io.github.autorefresh.cache.spring.autoconfigure;

import java.util.Map;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.IgnoreTopLevelConverterNotFoundBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.env.Environment;

/**
 * Binds our properties from the environment. Not left to the post-processor that binds properties
 * beans: a cache that another post-processor is injected with is made before that one works.
 */
final class PropertiesBinding {

  private static final ConfigurationPropertyName ROOT =
      ConfigurationPropertyName.of(AutoRefreshCacheProperties.PREFIX);

  private final Environment environment;
  private final BindHandler handler;

  PropertiesBinding(Environment environment) {
    this.environment = environment;
    this.handler =
        new IgnoreTopLevelConverterNotFoundBindHandler(new UnitlessDurations(environment));
  }

  /** The properties as they are now. */
  AutoRefreshCacheProperties bind() {
    AutoRefreshCacheProperties properties = new AutoRefreshCacheProperties();
    bind(ROOT, properties);
    return properties;
  }

  /**
   * The properties of one cache as they are now, by its name in kebab case. Bound at the cache's
   * own prefix on top of what spellings of its name are bound to: of environment variables, a map
   * of names finds one form only, and the name in it without its dashes.
   */
  PerCacheProperties bindCache(String name) {
    PerCacheProperties own = new PerCacheProperties();
    for (Map.Entry<String, PerCacheProperties> spelled : bind().getCaches().entrySet()) {
      if (CacheNames.relaxed(spelled.getKey()).equals(CacheNames.relaxed(name))) {
        own = spelled.getValue();
        break;
      }
    }
    bind(ROOT.append("caches").append(name), own);
    return own;
  }

  private <T> void bind(ConfigurationPropertyName name, T instance) {
    Binder.get(environment).bind(name, Bindable.ofInstance(instance), handler);
  }
}
