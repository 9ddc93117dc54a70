package io.github.autorefresh.cache.spring.autoconfigure;

import io.github.autorefresh.cache.AutoRefreshCache;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
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
    return new FailureAnalysis(
        "%s required a bean of type %s, but there is no bean that syncs such items. %s"
            .formatted(who, wanted, caches()),
        action(wanted),
        cause);
  }

  private String caches() {
    List<String> types = new ArrayList<>();
    if (beanFactory instanceof ConfigurableListableBeanFactory beans) {
      for (String name : beans.getBeanNamesForType(AutoRefreshCache.class, true, false)) {
        if (beans.containsBeanDefinition(name)) {
          ResolvableType type = beans.getMergedBeanDefinition(name).getResolvableType();
          types.add(type + " ('" + name + "')");
        }
      }
    }
    return types.isEmpty()
        ? "There are no caches."
        : "Caches that exist: " + String.join(", ", types) + ".";
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
