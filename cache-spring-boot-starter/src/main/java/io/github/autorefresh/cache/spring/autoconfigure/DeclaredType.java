package io.github.autorefresh.cache.spring.autoconfigure;

import java.lang.reflect.WildcardType;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.ResolvableType;

/** The types of beans, as told by their definitions: no bean is made to learn them. */
final class DeclaredType {

  private DeclaredType() {}

  /** The type of the bean of that name, generics included as far as its declaration has them. */
  static ResolvableType of(ConfigurableListableBeanFactory beanFactory, String name) {
    String behindProxy = ScopedProxyUtils.getTargetBeanName(name);
    if (beanFactory.containsBeanDefinition(behindProxy)) {
      return of(beanFactory, behindProxy); // the proxy itself tells of a class at most
    }
    Class<?> type = beanFactory.getType(name, false); // makes the definition look at its class
    if (!beanFactory.containsBeanDefinition(name)) {
      return ResolvableType.forClass(type);
    }
    ResolvableType declared = beanFactory.getMergedBeanDefinition(name).getResolvableType();
    return FactoryBean.class.isAssignableFrom(declared.toClass())
        ? declared.as(FactoryBean.class).getGeneric()
        : declared;
  }

  /** The item type of a cache or a sync function, or null if its declaration does not tell. */
  static @Nullable ResolvableType itemType(ResolvableType contract) {
    ResolvableType item = contract.getGeneric();
    boolean known = contract.hasResolvableGenerics() && !(item.getType() instanceof WildcardType);
    return known ? standalone(item) : null;
  }

  /** The same type without its context, which it would else need for its type variables. */
  private static ResolvableType standalone(ResolvableType type) {
    if (type.getType() instanceof WildcardType) {
      return type;
    }
    if (!type.hasGenerics()) {
      return ResolvableType.forClass(type.toClass());
    }
    ResolvableType[] generics = type.getGenerics();
    for (int i = 0; i < generics.length; i++) {
      generics[i] = standalone(generics[i]);
    }
    return ResolvableType.forClassWithGenerics(type.toClass(), generics);
  }
}
