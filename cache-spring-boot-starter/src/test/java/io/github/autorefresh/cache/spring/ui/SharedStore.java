package io.github.autorefresh.cache.spring.ui;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.memory.MemoryItemStore;
import io.github.autorefresh.cache.spi.Cluster;
import io.github.autorefresh.cache.spi.ItemStore;
import io.github.autorefresh.cache.spi.StoreContext;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;

/** A store in memory that says of itself that it is shared: for how that looks. */
final class SharedStore {

  private static final Cluster CLUSTER =
      new Cluster("17@shop-1", List.of("17@shop-1", "4711@shop-2"), "e1");

  private SharedStore() {}

  @SuppressWarnings("unchecked") // a proxy of the interface
  static <T extends CacheItem> ItemStore<T> create(StoreContext<T> context) {
    ItemStore<T> store = new MemoryItemStore<>(context);
    return (ItemStore<T>)
        Proxy.newProxyInstance(
            SharedStore.class.getClassLoader(),
            new Class<?>[] {ItemStore.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("cluster")) {
                return CLUSTER;
              }
              try {
                return method.invoke(store, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
