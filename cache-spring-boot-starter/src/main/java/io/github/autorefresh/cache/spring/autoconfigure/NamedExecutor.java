package io.github.autorefresh.cache.spring.autoconfigure;

import java.util.concurrent.Executor;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * An executor of the application, for the calls of a cache.
 *
 * @param name the name of its bean
 * @param property the property that says so
 */
record NamedExecutor(String name, String property) {

  Executor in(ListableBeanFactory beanFactory) {
    if (!beanFactory.containsBean(name) || !beanFactory.isTypeMatch(name, Executor.class)) {
      throw new InvalidConfigurationPropertyValueException(
          property, name, "There is no Executor bean of that name. " + those(beanFactory));
    }
    return beanFactory.getBean(name, Executor.class);
  }

  private static String those(ListableBeanFactory beanFactory) {
    String[] names =
        BeanFactoryUtils.beanNamesForTypeIncludingAncestors(
            beanFactory, Executor.class, true, false);
    return names.length == 0
        ? "There are no Executor beans."
        : "Executor beans that exist: " + String.join(", ", names) + ".";
  }
}
