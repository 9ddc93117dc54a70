package io.github.autorefresh.cache.spring.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.spring.actuate.CachesApplication.Order;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
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
@ParameterizedClass
@MethodSource("servers")
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

  @Parameter(0)
  private Stack stack;

  @Parameter(1)
  private boolean ownPort;

  private static ConfigurableApplicationContext application;
  private static AutoRefreshCache<Order> orders;
  private static Http http;

  @BeforeParameterizedClassInvocation
  @SuppressWarnings("unchecked") // the bean is of that type
  static void start(Stack stack, boolean ownPort) {
    application =
        new SpringApplicationBuilder(CachesApplication.class)
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
    ResolvableType type = ResolvableType.forClassWithGenerics(AutoRefreshCache.class, Order.class);
    orders = (AutoRefreshCache<Order>) application.getBeanProvider(type).getObject();
    String port = ownPort ? "local.management.port" : "local.server.port";
    http =
        new Http(
            application.getEnvironment().getRequiredProperty(port, Integer.class),
            (ownPort ? "/ops" : "/actuator") + "/autorefreshcaches");
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    application.close();
  }

  @Test
  void itemOperationsTakeTheIdThatWasAskedFor() {
    for (String id : List.of("a", "a/b/c", "orders", "orders/a", "a%20b")) {
      String decoded = id.replace("%20", " ");
      orders.getOrCreate(Order.of(decoded));
      await().until(() -> orders.entry(decoded).lastSyncedAt() != null);
      assertThat(answer("GET", "/orders/" + id, 200).at("/id").asString()).isEqualTo(decoded);
      assertThat(answer("POST", "/orders/" + id, 202).at("/id").asString()).isEqualTo(decoded);
      await().until(() -> orders.get(decoded).version() == 2);
      assertThat(answer("DELETE", "/orders/" + id, 200).at("/id").asString()).isEqualTo(decoded);
      assertThat(orders.get(decoded)).isNull();
    }
  }

  @Test
  void allElseIsTheSame() {
    orders.getOrCreate(Order.done("over"));
    assertThat(answer("GET", "", 200).at("/caches").propertyNames())
        .containsExactlyInAnyOrder("orders", "pods");
    assertThat(answer("GET", "/orders?terminal=true", 200).at("/items/0/id").asString())
        .isEqualTo("over");
    Http.Answer retuned = http.post("/orders", "{\"tps\": 12.5}");
    assertThat(retuned.status()).as(retuned.body()).isEqualTo(200);
    assertThat(orders.settings().tps()).isEqualTo(12.5);
    for (String method : List.of("GET", "POST", "DELETE")) {
      assertThat(answer(method, "/orders/nothing", 404).at("/field").asString()).isEqualTo("id");
      assertThat(answer(method, "/nobody/orders", 404).at("/field").asString()).isEqualTo("cache");
      assertThat(answer(method, "/orders/", 400).at("/field").asString()).isEqualTo("id");
      assertThat(http.send(method, "/orders/over?id=x", null).status()).isEqualTo(400);
    }
  }

  private JsonNode answer(String method, String path, int status) {
    Http.Answer answer = http.send(method, path, null);
    assertThat(answer.status())
        .as("%s, own port %s: %s %s: %s", stack, ownPort, method, path, answer.body())
        .isEqualTo(status);
    return answer.json();
  }
}
