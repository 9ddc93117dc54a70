package io.github.autorefresh.cache.spring.autoconfigure;

import io.github.autorefresh.cache.AutoRefreshCache;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.boot.origin.Origin;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Refuses, or warns of, properties of caches that do not exist and properties that do not exist.
 * Caches of ancestor contexts, which may have the same properties, count; and a context without
 * caches of its own says nothing of properties that are for another.
 */
final class PropertyNamesCheck implements SmartInitializingSingleton {

  private static final Logger logger = LoggerFactory.getLogger(AutoRefreshCacheProperties.class);

  private static final String PREFIX = AutoRefreshCacheProperties.PREFIX + ".";
  private static final String CACHES = PREFIX + "caches";
  private static final String AUTO_STARTUP = "auto-startup";

  private final ConfigurableEnvironment environment;
  private final UnknownNames unknownNames;
  private final ManagedCaches caches;
  private final ConfigurableListableBeanFactory beanFactory;
  private final Set<String> warnedOf = ConcurrentHashMap.newKeySet();

  PropertyNamesCheck(
      ConfigurableEnvironment environment,
      UnknownNames unknownNames,
      ManagedCaches caches,
      ConfigurableListableBeanFactory beanFactory) {
    this.environment = environment;
    this.unknownNames = unknownNames;
    this.caches = caches;
    this.beanFactory = beanFactory;
  }

  /**
   * What is wrong with what is set.
   *
   * @param problems reasons to refuse the start
   * @param warnings what is no such reason
   */
  private record Findings(List<String> problems, List<String> warnings) {}

  @Override
  public void afterSingletonsInstantiated() {
    Findings findings = findings();
    findings.warnings().forEach(this::warn);
    List<String> problems = findings.problems();
    if (unknownNames == UnknownNames.REFUSE && !problems.isEmpty()) {
      throw new FailureAnalyzedException(
          String.join(System.lineSeparator(), problems),
          "Correct the name, or remove these properties. If they are for another context or"
              + " profile, set '"
              + PREFIX
              + "unknown-names' to 'warn' or 'ignore'.");
    }
    problems.forEach(this::warn);
  }

  /** Warns of what is wrong with properties that have changed while the application runs. */
  void recheck() {
    Findings findings = findings();
    findings.warnings().forEach(this::warn);
    findings.problems().forEach(this::warn);
  }

  private void warn(String problem) {
    if (warnedOf.add(problem)) {
      logger.warn(problem);
    }
  }

  private Findings findings() {
    if (unknownNames == UnknownNames.IGNORE || !hasCaches()) {
      return new Findings(List.of(), List.of());
    }
    SetProperties set = SetProperties.of(environment);
    List<String> problems = new ArrayList<>(unknownKeys(set));
    List<String> warnings = new ArrayList<>();
    @Nullable Set<String> names = namesFor(set);
    if (names != null) {
      Set<String> allNames = new LinkedHashSet<>(names);
      allNames.addAll(unusedNames());
      List<String> unknown = unknown(set, allNames);
      problems.addAll(0, unknownCaches(names, unknown));
      unknown(set, names).stream()
          .filter(name -> !unknown.contains(name))
          .map(name -> ofAnotherBean(name, names))
          .forEach(warnings::add);
      warnings.addAll(unreadVariables(set, names));
      warnings.addAll(propertiesOfOthers(set));
    }
    return new Findings(problems, warnings);
  }

  private static String ofAnotherBean(String name, Set<String> names) {
    return ("Properties under %s.%s are not used: of the sync beans of that type, another is the"
            + " primary one or the only one that is no fallback, and the cache is named after it."
            + " %s")
        .formatted(CACHES, name, CacheNames.list(names));
  }

  /**
   * Of caches that the application has made by itself, the properties say only whether to start.
   */
  private List<String> propertiesOfOthers(SetProperties set) {
    Map<String, String> others = new LinkedHashMap<>();
    caches.unconfigured().forEach(name -> others.put(CacheNames.relaxed(name), name));
    List<String> warnings = new ArrayList<>();
    set.ofCaches()
        .forEach(
            (spelled, keys) -> {
              @Nullable String name = others.get(CacheNames.relaxed(spelled));
              List<String> unused =
                  keys.keySet().stream()
                      .filter(key -> !isOneOf(key, Set.of(AUTO_STARTUP)))
                      .map(ConfigurationPropertyName::toString)
                      .toList();
              if (name != null && !unused.isEmpty()) {
                warnings.add(
                    ("Properties under %s.%s are not used: %s. The application has made this cache"
                            + " itself; make it by AutoRefreshCacheFactory and they apply.")
                        .formatted(CACHES, name, String.join(", ", unused)));
              }
            });
    return warnings;
  }

  private boolean hasCaches() {
    return !caches.names().isEmpty()
        || beanFactory.getBeanNamesForType(AutoRefreshCache.class, true, false).length > 0;
  }

  /**
   * The names of all caches. Lazy ones have to be made for this, and are only if there is a name
   * that may be theirs.
   *
   * @return null if they can't be known, since a test has put a mock in a cache's place
   */
  private @Nullable Set<String> namesFor(SetProperties set) {
    Set<String> names = new LinkedHashSet<>(caches.names());
    if (unknown(set, names).isEmpty()) {
      return names;
    }
    for (AutoRefreshCache<?> cache :
        BeanFactoryUtils.beansOfTypeIncludingAncestors(beanFactory, AutoRefreshCache.class)
            .values()) {
      @Nullable String name = cache.name();
      if (name == null) {
        return null;
      }
      names.add(name);
    }
    return names;
  }

  private static List<String> unknown(SetProperties set, Set<String> names) {
    Set<String> known = new LinkedHashSet<>();
    names.forEach(name -> known.add(CacheNames.relaxed(name)));
    return set.ofCaches().keySet().stream()
        .filter(name -> !known.contains(CacheNames.relaxed(name)))
        .toList();
  }

  /** The names of caches that there would be if another sync bean were not primary. */
  private List<String> unusedNames() {
    List<String> unused = new ArrayList<>();
    for (String name : beanFactory.getBeanNamesForType(AutoRefreshCache.class, true, false)) {
      if (beanFactory.containsBeanDefinition(name)) {
        unused.addAll(SyncedCache.unusedNames(beanFactory.getBeanDefinition(name)));
      }
    }
    return unused;
  }

  private List<String> unknownCaches(Set<String> names, List<String> unknownNames) {
    List<String> unknown = new ArrayList<>();
    for (String name : unknownNames) {
      @Nullable String ofBean = cacheOfBean(name);
      @Nullable String nearest = ofBean == null ? NearestName.of(name, names) : ofBean;
      unknown.add(nearest == null ? name : name + " (did you mean '" + nearest + "'?)");
    }
    return unknown.isEmpty()
        ? List.of()
        : List.of(
            "Properties are set under %s for caches that do not exist: %s. %s"
                .formatted(CACHES, String.join(", ", unknown), CacheNames.list(names)));
  }

  /** The name of the cache whose bean has this one. */
  private @Nullable String cacheOfBean(String beanName) {
    for (String name : beanFactory.getBeanNamesForType(AutoRefreshCache.class, true, false)) {
      if (CacheNames.relaxed(name).equals(CacheNames.relaxed(beanName))
          && beanFactory.containsBeanDefinition(name)) {
        return SyncedCache.cacheName(beanFactory.getBeanDefinition(name));
      }
    }
    return null;
  }

  private static List<String> unknownKeys(SetProperties set) {
    List<String> unknown = new ArrayList<>();
    set.ofAll()
        .forEach(
            (key, property) -> {
              if (!isOneOf(key, KnownProperties.ROOT)) {
                unknown.add(
                    doesNotExist(
                        property,
                        didYouMean(NearestName.of(key.toString(), KnownProperties.ROOT))));
              }
            });
    set.ofCaches()
        .values()
        .forEach(
            keys ->
                keys.forEach(
                    (key, property) -> {
                      if (!isOneOf(key, KnownProperties.PER_CACHE)) {
                        unknown.add(doesNotExist(property, hintForCache(key)));
                      }
                    }));
    return unknown;
  }

  private static String hintForCache(ConfigurationPropertyName key) {
    return isOneOf(key, KnownProperties.ROOT)
        ? " It can be set for all caches only, as '" + PREFIX + key + "'."
        : didYouMean(NearestName.of(key.toString(), KnownProperties.PER_CACHE));
  }

  private static boolean isOneOf(ConfigurationPropertyName key, Set<String> known) {
    return known.stream().anyMatch(name -> ConfigurationPropertyName.of(name).equals(key));
  }

  private static String doesNotExist(ConfigurationProperty property, String hint) {
    Origin origin = property.getOrigin();
    String where = origin == null ? "" : " (" + origin + ")";
    return "There is no property '%s'%s.%s".formatted(property.getName(), where, hint);
  }

  private static String didYouMean(@Nullable String nearest) {
    return nearest == null ? "" : " Did you mean '" + nearest + "'?";
  }

  private static List<String> unreadVariables(SetProperties set, Set<String> names) {
    Map<String, String> byVariable = new LinkedHashMap<>();
    KnownProperties.ROOT.forEach(
        key -> byVariable.put(SetProperties.variable(PREFIX + key), PREFIX + key));
    for (String name : names) {
      for (String key : KnownProperties.PER_CACHE) {
        String property = CACHES + "." + name + "." + key;
        byVariable.put(SetProperties.variable(property), property);
      }
    }
    List<String> warnings = new ArrayList<>();
    for (String variable : set.variablesOfNoneOf(byVariable.values())) {
      warnings.add(
          "Environment variable %s is not read: no property has that name.%s"
              .formatted(variable, didYouMean(NearestName.of(variable, byVariable.keySet()))));
    }
    return warnings;
  }
}
