package io.github.autorefresh.cache.spring.autoconfigure;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheSyncBatch;
import io.github.autorefresh.cache.CacheSyncItem;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.InjectionPoint;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.UnsatisfiedDependencyException;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.analyzer.AbstractInjectionFailureAnalyzer;
import org.springframework.core.Ordered;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/**
 * Says what to declare when a cache is asked for whose items nobody syncs. Before Boot's own
 * analyzer, which would advise to declare the cache.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class MissingCacheFailureAnalyzer
    extends AbstractInjectionFailureAnalyzer<NoSuchBeanDefinitionException> {

  private static final String ENABLED = AutoRefreshCacheProperties.PREFIX + ".enabled";

  private final BeanFactory beanFactory;
  private final Environment environment;

  MissingCacheFailureAnalyzer(BeanFactory beanFactory, Environment environment) {
    this.beanFactory = beanFactory;
    this.environment = environment;
  }

  @Override
  protected @Nullable FailureAnalysis analyze(
      Throwable rootFailure, NoSuchBeanDefinitionException cause, @Nullable String description) {
    ResolvableType wanted = cause.getResolvableType();
    if (wanted == null
        || wanted.getRawClass() != AutoRefreshCache.class
        || cause.getNumberOfBeansFound() > 0) {
      return null;
    }
    String who = description == null ? "A component" : description;
    if (!environment.getProperty(ENABLED, Boolean.class, true)) {
      return new FailureAnalysis(
          "%s required a bean of type %s, but %s is false.".formatted(who, wanted, ENABLED),
          "Remove that property, or declare the cache yourself.",
          cause);
    }
    if (!isAutoConfigured()) {
      return new FailureAnalysis(
          "%s required a bean of type %s, but in this application context caches are not auto-configured."
              .formatted(who, wanted),
          "In a test of a slice, such as @WebMvcTest, annotate the test with"
              + " @AutoConfigureAutoRefreshCaches, of the starter's test-jar, and give it a bean that"
              + " syncs such items; or declare a @MockitoBean of the cache. Elsewhere, enable"
              + " auto-configuration and do not exclude AutoRefreshCacheAutoConfiguration.",
          cause);
    }
    List<String> ofType = cachesOf(wanted);
    if (!ofType.isEmpty()) {
      return new FailureAnalysis(
          "%s required a bean of type %s with a qualifier%s that none has. Caches of that type: %s."
              .formatted(who, wanted, qualifier(rootFailure), String.join(", ", ofType)),
          "Remove the qualifier, if there is one cache of that type: caches are injected by type."
              + " Or take the name of the bean for the qualifier; it is the cache's own name only"
              + " if no other bean had that already.",
          cause);
    }
    return new FailureAnalysis(
        "%s required a bean of type %s, but there is no bean that syncs such items%s. %s"
            .formatted(who, wanted, passedOver(wanted), caches()),
        action(wanted),
        cause);
  }

  private boolean isAutoConfigured() {
    return !(beanFactory instanceof ConfigurableListableBeanFactory beans)
        || beans.getBeanNamesForType(ManagedCaches.class, true, false).length > 0;
  }

  /** The beans that sync such items and that nothing is made of. */
  private String passedOver(ResolvableType wanted) {
    if (!(beanFactory instanceof ConfigurableListableBeanFactory beans)) {
      return "";
    }
    List<String> names = new ArrayList<>();
    for (Class<?> contract : List.of(CacheSyncItem.class, CacheSyncBatch.class)) {
      ResolvableType sync = ResolvableType.forClassWithGenerics(contract, wanted.getGeneric());
      for (String name : beans.getBeanNamesForType(sync, true, false)) {
        if (!SyncBean.isCandidate(beans, name)) {
          names.add("'" + name + "'");
        }
      }
    }
    return names.isEmpty()
        ? ""
        : " (%s is declared to be no candidate for injection by type)"
            .formatted(String.join(", ", names));
  }

  private String caches() {
    List<String> caches = new ArrayList<>();
    if (beanFactory instanceof ConfigurableListableBeanFactory beans) {
      for (String name : beans.getBeanNamesForType(AutoRefreshCache.class, true, false)) {
        if (beans.containsBeanDefinition(name)) {
          BeanDefinition definition = beans.getMergedBeanDefinition(name);
          caches.add(definition.getResolvableType() + " (" + described(name, definition) + ")");
        }
      }
    }
    return caches.isEmpty()
        ? "There are no caches."
        : "Caches that exist: " + String.join(", ", caches) + ".";
  }

  private List<String> cachesOf(ResolvableType wanted) {
    List<String> caches = new ArrayList<>();
    if (beanFactory instanceof ConfigurableListableBeanFactory beans) {
      for (String name : beans.getBeanNamesForType(wanted, true, false)) {
        if (beans.containsBeanDefinition(name)) {
          caches.add("bean " + described(name, beans.getMergedBeanDefinition(name)));
        }
      }
    }
    return caches;
  }

  private static String described(String beanName, BeanDefinition definition) {
    @Nullable String cacheName = SyncedCache.cacheName(definition);
    return cacheName == null || cacheName.equals(beanName)
        ? "'" + beanName + "'"
        : "'" + beanName + "', cache '" + cacheName + "'";
  }

  /** As far as the failure tells: {@code (@Qualifier("jobs"))}, with a space before it. */
  private static String qualifier(Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      InjectionPoint point =
          at instanceof UnsatisfiedDependencyException unsatisfied
              ? unsatisfied.getInjectionPoint()
              : null;
      Qualifier qualifier = point == null ? null : point.getAnnotation(Qualifier.class);
      if (qualifier != null) {
        return " (@Qualifier(\"" + qualifier.value() + "\"))";
      }
    }
    return "";
  }

  private static String action(ResolvableType wanted) {
    Class<?> type = wanted.getGeneric().resolve();
    String item = type == null ? "T" : ClassUtils.getShortName(type);
    return """
        Declare a bean that syncs such items, and the cache is made of it:

            @Bean
            CacheSyncItem<%1$s> %2$sSync() {
              return item -> ...; // the latest copy of the item, or null if it is gone
            }

        Or declare a bean of type AutoRefreshCache<%1$s>, made by AutoRefreshCacheFactory."""
        .formatted(item, type == null ? "t" : ClassUtils.getShortNameAsProperty(type));
  }
}
