package io.github.autorefresh.cache.spring.ui;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.spring.ui.PageApplication.Order;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** {@link PageApplication} on a port of this machine, however a test configures it. */
final class PageServer implements AutoCloseable {

  static final String BOTH = "autorefreshcaches,autorefreshcachesui";
  static final String REACTIVE = "--spring.main.web-application-type=reactive";

  private final ConfigurableApplicationContext application;

  /** With the item {@code a/b}, and these arguments. */
  PageServer(Class<?> source, String exposed, String... arguments) {
    application =
        new SpringApplicationBuilder(PageApplication.class, source)
            .properties(
                "server.port=0",
                "server.address=127.0.0.1",
                "management.endpoints.web.exposure.include=" + exposed,
                "auto-refresh-cache.resync-period=1h",
                "auto-refresh-cache.shutdown-timeout=100ms")
            .run(arguments);
    orders().getOrCreate(Order.of("a/b"));
  }

  @SuppressWarnings("unchecked") // as the application declares it
  AutoRefreshCache<Order> orders() {
    return application.getBean("orders-cache", AutoRefreshCache.class);
  }

  <T> T bean(Class<T> type) {
    return application.getBean(type);
  }

  /** A path on the server whose port is this property. */
  String url(String property, String path) {
    return "http://localhost:" + port(property) + path;
  }

  String port(String property) {
    return application.getEnvironment().getRequiredProperty(property);
  }

  @Override
  public void close() {
    application.close();
  }
}
