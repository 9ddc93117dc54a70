package io.github.autorefresh.cache.spring.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.spring.actuate.CachesApplication.Order;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.ResolvableType;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.web.servlet.DispatcherServlet;
import tools.jackson.databind.JsonNode;

/** Real servers of all three kinds that serve actuator's endpoints, on one port and on two. */
class EndpointOnEveryStackTest {

  private enum Stack {
    WEB_MVC,
    WEB_FLUX,
    JERSEY;

    WebApplicationType type() {
      return this == WEB_FLUX ? WebApplicationType.REACTIVE : WebApplicationType.SERVLET;
    }

    /** Boot takes Jersey where it does not find Web MVC. */
    ClassLoader classLoader() {
      return this == JERSEY
          ? new FilteredClassLoader(DispatcherServlet.class)
          : EndpointOnEveryStackTest.class.getClassLoader();
    }
  }

  static Stream<Arguments> servers() {
    return Stream.of(Stack.values())
        .flatMap(stack -> Stream.of(Arguments.of(stack, false), Arguments.of(stack, true)));
  }

  @ParameterizedTest
  @MethodSource("servers")
  void itemOperationsTakeTheIdThatWasAskedFor(Stack stack, boolean ownPort) {
    try (ConfigurableApplicationContext context = started(stack, ownPort)) {
      AutoRefreshCache<Order> orders = orders(context);
      Http http = http(context, ownPort);
      for (String id : List.of("a", "a/b/c", "orders", "orders/a", "a%20b")) {
        String decoded = id.replace("%20", " ");
        orders.getOrCreate(Order.of(decoded));
        await().until(() -> orders.entry(decoded).lastSyncedAt() != null);
        assertThat(answer(http, "GET", "/orders/" + id, 200).at("/id").asString())
            .isEqualTo(decoded);
        assertThat(answer(http, "POST", "/orders/" + id, 202).at("/id").asString())
            .isEqualTo(decoded);
        await().until(() -> orders.get(decoded).version() == 2);
        assertThat(answer(http, "DELETE", "/orders/" + id, 200).at("/id").asString())
            .isEqualTo(decoded);
        assertThat(orders.get(decoded)).isNull();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("servers")
  void allElseIsTheSame(Stack stack, boolean ownPort) {
    try (ConfigurableApplicationContext context = started(stack, ownPort)) {
      AutoRefreshCache<Order> orders = orders(context);
      orders.getOrCreate(Order.done("over"));
      Http http = http(context, ownPort);
      assertThat(answer(http, "GET", "", 200).at("/caches").propertyNames())
          .containsExactlyInAnyOrder("orders", "pods");
      assertThat(answer(http, "GET", "/orders?terminal=true", 200).at("/items/0/id").asString())
          .isEqualTo("over");
      Http.Answer retuned = http.post("/orders", "{\"tps\": 12.5}");
      assertThat(retuned.status()).as(retuned.body()).isEqualTo(200);
      assertThat(orders.settings().tps()).isEqualTo(12.5);
      for (String method : List.of("GET", "POST", "DELETE")) {
        assertThat(answer(http, method, "/orders/nothing", 404).at("/field").asString())
            .isEqualTo("id");
        assertThat(answer(http, method, "/nobody/orders", 404).at("/field").asString())
            .isEqualTo("cache");
        assertThat(answer(http, method, "/orders/", 400).at("/field").asString()).isEqualTo("id");
        assertThat(http.send(method, "/orders/over?id=x", null).status()).isEqualTo(400);
      }
    }
  }

  private static ConfigurableApplicationContext started(Stack stack, boolean ownPort) {
    return new SpringApplicationBuilder(CachesApplication.class)
        .resourceLoader(new DefaultResourceLoader(stack.classLoader()))
        .web(stack.type())
        .properties(
            "server.port=0",
            ownPort ? "management.server.port=0" : "unused=",
            ownPort ? "management.endpoints.web.base-path=/ops" : "unused=",
            "management.endpoints.web.exposure.include=autorefreshcaches",
            "auto-refresh-cache.resync-period=1h",
            "auto-refresh-cache.shutdown-timeout=100ms")
        .run();
  }

  private static Http http(ConfigurableApplicationContext context, boolean ownPort) {
    String port = ownPort ? "local.management.port" : "local.server.port";
    return new Http(
        context.getEnvironment().getRequiredProperty(port, Integer.class),
        (ownPort ? "/ops" : "/actuator") + "/autorefreshcaches");
  }

  @SuppressWarnings("unchecked") // the bean is of that type
  private static AutoRefreshCache<Order> orders(ConfigurableApplicationContext context) {
    ResolvableType type = ResolvableType.forClassWithGenerics(AutoRefreshCache.class, Order.class);
    return (AutoRefreshCache<Order>) context.getBeanProvider(type).getObject();
  }

  private static JsonNode answer(Http http, String method, String path, int status) {
    Http.Answer answer = http.send(method, path, null);
    assertThat(answer.status()).as(method + " " + path + ": " + answer.body()).isEqualTo(status);
    return answer.json();
  }
}
