package io.github.autorefresh.cache.spring.autoconfigure;

import io.github.autorefresh.cache.ItemHandler;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.ResolvableType;

/**
 * A bean that handles items, as told by its definition: no bean is made to learn this.
 *
 * @param itemType what it handles, or null if its declaration doesn't tell
 * @param declared its declared type, for messages
 */
record HandlerBean(String name, @Nullable ResolvableType itemType, ResolvableType declared) {

  static HandlerBean of(ConfigurableListableBeanFactory beanFactory, String name) {
    ResolvableType declared = DeclaredType.of(beanFactory, name);
    return new HandlerBean(name, DeclaredType.itemType(declared.as(ItemHandler.class)), declared);
  }

  boolean handles(Class<?> type) {
    return itemType != null && itemType.toClass() == type;
  }

  String described() {
    return "'" + name + "' (" + declared + ")";
  }
}
