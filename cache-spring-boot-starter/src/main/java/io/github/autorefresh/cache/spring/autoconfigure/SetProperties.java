package io.github.autorefresh.cache.spring.autoconfigure;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.origin.PropertySourceOrigin;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * What is set under {@code auto-refresh-cache}, wherever. The system environment is apart: its
 * variables are not written as names of properties, and others than the application's author set
 * them.
 */
final class SetProperties {

  private static final ConfigurationPropertyName ROOT =
      ConfigurationPropertyName.of(AutoRefreshCacheProperties.PREFIX);

  private static final String VARIABLE_PREFIX = relaxed(AutoRefreshCacheProperties.PREFIX);

  /** Kubernetes sets these in every container for a service that has our name. */
  private static final Pattern OF_A_SERVICE = Pattern.compile(".*(_SERVICE_HOST|_PORT)(_.*)?");

  /** By name without the prefix. */
  private final Map<ConfigurationPropertyName, ConfigurationProperty> properties =
      new LinkedHashMap<>();

  private final List<SystemEnvironmentPropertySource> variables = new ArrayList<>();
  private final List<ConfigurationPropertySource> variableSources = new ArrayList<>();

  private SetProperties() {}

  static SetProperties of(ConfigurableEnvironment environment) {
    SetProperties set = new SetProperties();
    for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
      if (source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource variables) {
        set.variables.add(variables);
        set.variableSources.add(source);
      } else if (source instanceof IterableConfigurationPropertySource iterable) {
        set.add(iterable);
      }
    }
    return set;
  }

  private void add(IterableConfigurationPropertySource source) {
    source.stream()
        .filter(ROOT::isAncestorOf)
        .forEach(
            name -> {
              ConfigurationProperty property = source.getConfigurationProperty(name);
              if (property != null) {
                properties.putIfAbsent(name.subName(1), property);
              }
            });
  }

  /** Those set for single caches, by the cache's name as written; without environment variables. */
  Map<String, Map<ConfigurationPropertyName, ConfigurationProperty>> ofCaches() {
    Map<String, Map<ConfigurationPropertyName, ConfigurationProperty>> byCache =
        new LinkedHashMap<>();
    properties.forEach(
        (name, property) -> {
          if (isOfCache(name)) {
            byCache
                .computeIfAbsent(name.getElement(1, Form.ORIGINAL), key -> new LinkedHashMap<>())
                .put(name.subName(2), property);
          }
        });
    return byCache;
  }

  /** Those set for all caches, without environment variables. */
  Map<ConfigurationPropertyName, ConfigurationProperty> ofAll() {
    Map<ConfigurationPropertyName, ConfigurationProperty> all = new LinkedHashMap<>(properties);
    all.keySet().removeIf(SetProperties::isOfCache);
    return all;
  }

  private static boolean isOfCache(ConfigurationPropertyName name) {
    return name.getNumberOfElements() > 2 && name.getElement(0, Form.UNIFORM).equals("caches");
  }

  /** The environment variables that look like ours and are read for none of these properties. */
  Set<String> variablesOfNoneOf(Collection<String> known) {
    Set<String> unread = new LinkedHashSet<>();
    for (SystemEnvironmentPropertySource source : variables) {
      for (String variable : source.getPropertyNames()) {
        if (relaxed(variable).startsWith(VARIABLE_PREFIX)
            && !OF_A_SERVICE.matcher(variable.toUpperCase(Locale.ROOT)).matches()) {
          unread.add(variable);
        }
      }
    }
    if (!unread.isEmpty()) {
      known.forEach(property -> unread.removeAll(variablesFor(property)));
    }
    return unread;
  }

  private Set<String> variablesFor(String property) {
    Set<String> names = new LinkedHashSet<>();
    for (ConfigurationPropertySource source : variableSources) {
      ConfigurationProperty found =
          source.getConfigurationProperty(ConfigurationPropertyName.of(property));
      if (found != null && found.getOrigin() instanceof PropertySourceOrigin origin) {
        names.add(origin.getPropertyName());
      }
    }
    return names;
  }

  /** The environment variable for a property. */
  static String variable(String property) {
    return property.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
  }

  private static String relaxed(String name) {
    return CacheNames.relaxed(name.replace(".", ""));
  }
}
