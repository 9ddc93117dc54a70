package io.github.autorefresh.cache.spring.autoconfigure;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.ItemHandler;
import io.github.autorefresh.cache.spring.handler.DeferredHandler;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.core.ResolvableType;

/**
 * Brings each {@link ItemHandler} bean and the factory's cache of its item type together. The bean
 * is made when the cache starts, and not before, so that it may be given the cache. Thread-safe.
 */
final class HandlerBeans implements SmartInitializingSingleton {

  private final ConfigurableListableBeanFactory beanFactory;

  /** The caches that were given a handler, by the name of its bean. */
  private final Map<String, Handled> handled = new LinkedHashMap<>();

  /** The item types of caches to which a customizer has given a handler. */
  private final Set<Class<?>> customized = new HashSet<>();

  private record Handled(String cache, DeferredHandler<?> handler) {}

  HandlerBeans(ConfigurableListableBeanFactory beanFactory) {
    this.beanFactory = beanFactory;
  }

  /** What handles the items of a cache that is about to be made; null if no bean does. */
  synchronized <T extends CacheItem> @Nullable ItemHandler<T> of(String cache, Class<T> type) {
    List<HandlerBean> beans = all().filter(bean -> bean.handles(type)).toList();
    if (beans.isEmpty()) {
      return null;
    }
    requireOne(beans, type);
    String bean = beans.get(0).name();
    Handled other = handled.get(bean);
    if (other != null) {
      throw new FailureAnalyzedException(
          "%s handles the items of one cache, but there are two of this type: '%s' and '%s'."
              .formatted(beans.get(0).described(), other.cache(), cache),
          "Give the other one its handler by an AutoRefreshCacheBuilderCustomizer, whose 'handler'"
              + " goes before the bean, or give each of them one and declare none as a bean.");
    }
    DeferredHandler<T> handler = new DeferredHandler<>(() -> bean(bean));
    handled.put(bean, new Handled(cache, handler));
    return handler;
  }

  /** A cache of this type has a handler from elsewhere, and needs no bean. */
  synchronized void customized(Class<?> type) {
    customized.add(type);
  }

  @SuppressWarnings("unchecked") // it was found by its item type
  private <T extends CacheItem> ItemHandler<T> bean(String name) {
    return beanFactory.getBean(name, ItemHandler.class);
  }

  /** A cache could not be made after all. */
  synchronized void giveBack(String cache) {
    handled.values().removeIf(given -> given.cache().equals(cache));
  }

  /** A cache is about to start. */
  void starts(String cache) {
    made(cache).forEach(DeferredHandler::make);
  }

  private synchronized List<? extends DeferredHandler<?>> made(String cache) {
    return handled.values().stream()
        .filter(given -> given.cache().equals(cache))
        .map(Handled::handler)
        .toList();
  }

  /** Nobody waits in vain for a handler to be called. */
  @Override
  public synchronized void afterSingletonsInstantiated() {
    List<HandlerBean> beans = all().toList();
    for (HandlerBean bean : beans) {
      ResolvableType type = bean.itemType();
      if (type == null) {
        throw new FailureAnalyzedException(
            "The type of the items to be handled cannot be determined from the declaration of "
                + bean.described()
                + ".",
            "Declare the item type: as the return type of the bean method, such as"
                + " ItemHandler<Job>, or by a class that implements it. A bean that no cache"
                + " is to use can be declared with @Bean(autowireCandidate = false).");
      }
      requireOne(beans.stream().filter(b -> b.handles(type.toClass())).toList(), type.toClass());
      boolean passedOver = customized.contains(type.toClass());
      if (!passedOver && !handled.containsKey(bean.name())) {
        requireCacheToCome(bean, type);
      }
    }
  }

  private static void requireOne(List<HandlerBean> beans, Class<?> type) {
    if (beans.size() > 1) {
      throw new FailureAnalyzedException(
          "Items of one type are handled by one bean, but those of type %s by %d: %s."
              .formatted(
                  type.getName(),
                  beans.size(),
                  beans.stream().map(HandlerBean::described).collect(Collectors.joining(", "))),
          "Keep one of them, which may call the others: it is called again until all of them have"
              + " done their part.");
    }
  }

  /** A lazy cache may be made later; any other one has been made, but not by the factory. */
  private void requireCacheToCome(HandlerBean bean, ResolvableType type) {
    String[] caches =
        beanFactory.getBeanNamesForType(
            ResolvableType.forClassWithGenerics(AutoRefreshCache.class, type), true, false);
    if (Stream.of(caches).noneMatch(cache -> !beanFactory.containsSingleton(cache))) {
      throw new FailureAnalyzedException(
          caches.length == 0
              ? "%s handles the items of a cache that does not exist: there is none of type %s."
                  .formatted(bean.described(), type)
              : "%s handles items of type %s, but their cache, '%s', was not made by AutoRefreshCacheFactory."
                  .formatted(bean.described(), type, String.join("', '", caches)),
          caches.length == 0
              ? "Declare a CacheSyncItem of that type, and the cache is made of it; or remove the"
                  + " handler."
              : "Make the cache by AutoRefreshCacheFactory, or give the handler to its builder.");
    }
  }

  private Stream<HandlerBean> all() {
    return Stream.of(beanFactory.getBeanNamesForType(ItemHandler.class, true, false))
        .filter(name -> SyncBean.isCandidate(beanFactory, name))
        .map(name -> HandlerBean.of(beanFactory, name));
  }
}
