package io.github.autorefresh.cache.spring.ui;

import static io.github.autorefresh.cache.spring.ui.PageServer.BOTH;
import static io.github.autorefresh.cache.spring.ui.PageServer.REACTIVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.security.web.csrf.CsrfTokenRepository;
import org.springframework.security.web.csrf.HttpSessionCsrfTokenRepository;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.csrf.CookieServerCsrfTokenRepository;
import org.springframework.web.filter.OncePerRequestFilter;

/** The page wherever it may be served, and whatever it may do there, in a real browser. */
@NeedsChromium
class PageAccessTest {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private static Chromium chromium;

  private PageServer server;

  @BeforeAll
  static void have(Chromium shared) {
    chromium = shared;
    chromium.show(1280, 1000, "light");
  }

  @AfterEach
  void stop() {
    chromium.open("about:blank");
    server.close();
  }

  private void start(Class<?> source, String exposed, String... arguments) {
    server = new PageServer(source, exposed, arguments);
    chromium.console();
  }

  private void start(String exposed, String... arguments) {
    start(PageApplication.class, exposed, arguments);
  }

  private String url(String property, String path) {
    return server.url(property, path);
  }

  /** The whole way: the page, its files, the data, and an action on an id with a slash. */
  private void assertWorksAt(String url) {
    chromium.open(url);
    soon().until(() -> chromium.text("#connection").equals("Live"));
    chromium.run("location.hash = '#/orders/items/a%2Fb'");
    soon().until(() -> !chromium.findAll("[aria-label='Refresh a/b']").isEmpty());
    soon().until(() -> server.orders().entry("a/b").lastSyncedAt() != null);
    chromium.run("document.querySelector(\"[aria-label='Refresh a/b']\").click()");
    soon().until(() -> chromium.text("#report").startsWith("a/b is "));
    assertThat(chromium.console()).isEmpty();
  }

  private static void assertPoliced(String url) {
    for (String path : List.of("", "/page/main.js", "/shared/base.css")) {
      HttpResponse<String> answer = get(url + path);
      assertThat(answer.statusCode()).as(path).isEqualTo(200);
      assertThat(answer.headers().allValues("Content-Security-Policy"))
          .singleElement()
          .asString()
          .contains("default-src 'none'", "frame-ancestors 'none'");
      assertThat(answer.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
      assertThat(answer.headers().allValues("Cache-Control")).containsExactly("no-store");
    }
  }

  @Test
  void isNotExposedUnlessSaidSo() {
    start("autorefreshcaches");
    assertThat(get(url("local.server.port", "/actuator/autorefreshcachesui")).statusCode())
        .isEqualTo(404);
  }

  @Test
  void hasAccessSettingsOfItsOwn() {
    start(BOTH, "--management.endpoint.autorefreshcachesui.access=none");
    assertThat(get(url("local.server.port", "/actuator/autorefreshcachesui")).statusCode())
        .isEqualTo(404);
    assertThat(get(url("local.server.port", "/actuator/autorefreshcaches")).statusCode())
        .isEqualTo(200);
  }

  @Test
  void nothingButItsFilesIsServed() {
    start(BOTH);
    String url = url("local.server.port", "/actuator/autorefreshcachesui");
    assertThat(get(url).statusCode()).isEqualTo(200);
    assertThat(
            List.of(
                "/", "/page/", "/page/none.js", "/page/..%2fpage.html", "/page.html", "/x/main.js"))
        .allSatisfy(path -> assertThat(get(url + path).statusCode()).isBetween(400, 499));
  }

  @Test
  void saysWhatToExposeIfThereIsNothingToRead() {
    start("autorefreshcachesui");
    chromium.requests();
    chromium.open(url("local.server.port", "/actuator/autorefreshcachesui"));
    soon().until(() -> chromium.text("main").contains("\"autorefreshcaches\" is not exposed"));
    assertThat(chromium.findAll("footer a")).as("a link to what is not there").isEmpty();
    assertThat(chromium.requests()).noneMatch(url -> url.endsWith("/autorefreshcaches"));
    assertThat(chromium.console()).isEmpty();
  }

  @Test
  void offersNoChangesIfThereIsOnlyReadAccess() {
    start(BOTH, "--management.endpoint.autorefreshcaches.access=read-only");
    chromium.open(url("local.server.port", "/actuator/autorefreshcachesui#/orders/items"));
    soon().until(() -> chromium.text("tbody").contains("a/b"));
    assertThat(chromium.text("#access-note")).startsWith("Read only:");
    assertThat(chromium.findAll("main button:not(nav button)")).isEmpty();
    assertThat(chromium.text("thead")).doesNotContain("Actions");
    chromium.run("location.hash = '#/orders/settings'");
    soon().until(() -> chromium.text("main").contains("Settings in force"));
    assertThat(chromium.findAll("main button, main input")).isEmpty();
    chromium.run("location.hash = '#/orders/items/a%2Fb'");
    soon().until(() -> chromium.text("main").contains("Not shown: management.endpoint"));
    assertThat(chromium.findAll("main button")).isEmpty();
    assertThat(chromium.text("main")).doesNotContain("looks");
    assertThat(chromium.console()).isEmpty();
  }

  @Test
  void worksBehindContextPathAndServletPathAndWithMappedPaths() {
    start(
        BOTH,
        "--server.servlet.context-path=/shop",
        "--spring.mvc.servlet.path=/web",
        "--management.endpoints.web.base-path=/ops",
        "--management.endpoints.web.path-mapping.autorefreshcachesui=caches/look",
        "--management.endpoints.web.path-mapping.autorefreshcaches=data/of/caches");
    String url = url("local.server.port", "/shop/web/ops/caches/look");
    assertPoliced(url);
    assertWorksAt(url);
  }

  @Test
  void worksOnAManagementPort() {
    start(BOTH, "--management.server.port=0", "--management.server.base-path=/manage");
    String url = url("local.management.port", "/manage/actuator/autorefreshcachesui");
    assertPoliced(url);
    assertWorksAt(url);
  }

  @Test
  void worksOnWebFlux() {
    start(
        BOTH,
        REACTIVE,
        "--spring.webflux.base-path=/shop",
        "--management.endpoints.web.path-mapping.autorefreshcachesui=look");
    String url = url("local.server.port", "/shop/actuator/look");
    assertPoliced(url);
    assertWorksAt(url);
  }

  @Test
  void worksOnAManagementPortOfWebFlux() {
    start(BOTH, REACTIVE, "--management.server.port=0", "--management.endpoints.web.base-path=/");
    String url = url("local.management.port", "/autorefreshcachesui");
    assertPoliced(url);
    assertWorksAt(url);
  }

  @Test
  void worksBehindAProxyThatAddsAPrefix() throws IOException {
    start(BOTH, "--server.forward-headers-strategy=framework");
    HttpServer proxy =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    String prefix = "/apps/shop";
    proxy.createContext(prefix + "/", exchange -> forward(exchange, prefix));
    proxy.start();
    try {
      assertWorksAt(
          "http://localhost:"
              + proxy.getAddress().getPort()
              + prefix
              + "/actuator/autorefreshcachesui");
    } finally {
      proxy.stop(0);
    }
  }

  private void forward(HttpExchange exchange, String prefix) throws IOException {
    String path = exchange.getRequestURI().toString().substring(prefix.length());
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url("local.server.port", path)))
            .method(
                exchange.getRequestMethod(),
                BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()))
            .header("X-Forwarded-Prefix", prefix)
            .header("Accept", exchange.getRequestHeaders().getFirst("Accept"))
            .build();
    HttpResponse<byte[]> answer = send(request, BodyHandlers.ofByteArray());
    answer
        .headers()
        .firstValue("Content-Type")
        .ifPresent(type -> exchange.getResponseHeaders().set("Content-Type", type));
    exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
    exchange.getResponseBody().write(answer.body());
    exchange.close();
  }

  @Test
  void sendsTheCsrfTokenOfTheServletRequest() {
    start(SecuredServlet.class, BOTH);
    assertChangesNeedAToken();
    assertWorksAt(url("local.server.port", "/actuator/autorefreshcachesui"));
  }

  @Test
  void sendsTheCsrfTokenOfTheWebFluxSession() {
    start(SecuredWebFlux.class, BOTH, REACTIVE);
    assertChangesNeedAToken();
    assertWorksAt(url("local.server.port", "/actuator/autorefreshcachesui"));
  }

  @Test
  void sendsTheCsrfTokenOfTheWebFluxCookie() {
    start(SecuredWebFluxWithCookie.class, BOTH, REACTIVE);
    assertChangesNeedAToken();
    assertWorksAt(url("local.server.port", "/actuator/autorefreshcachesui"));
  }

  @Test
  void sendsTheCsrfTokenOfTheCookieIfTheApplicationIsSetUpForScripts() {
    start(SecuredForScripts.class, BOTH);
    assertChangesNeedAToken();
    chromium.open(url("local.server.port", "/actuator/autorefreshcachesui#/orders/items/a%2Fb"));
    soon().until(() -> !chromium.findAll("[aria-label='Refresh a/b']").isEmpty());
    chromium.run("document.querySelector(\"[aria-label='Refresh a/b']\").click()");
    soon().until(() -> chromium.text("#report").startsWith("a/b is "));
  }

  @Test
  void asksToReloadIfASignInPageAnswers() {
    start(SignInPage.class, BOTH);
    chromium.open(url("local.server.port", "/actuator/autorefreshcachesui"));
    soon().until(() -> chromium.text("#connection").equals("Live"));
    server.bean(SignInPage.class).isSignedOut = true;
    soon().until(() -> chromium.text("#connection").contains("reload the page"));
    assertThat(chromium.console()).isEmpty();
  }

  private void assertChangesNeedAToken() {
    HttpRequest refresh =
        HttpRequest.newBuilder(
                URI.create(url("local.server.port", "/actuator/autorefreshcaches/orders/a/b")))
            .POST(BodyPublishers.noBody())
            .build();
    assertThat(send(refresh, BodyHandlers.ofString()).statusCode()).isEqualTo(403);
  }

  @Test
  void disablesChangesIfNoTokenCanBeHad() {
    start(SecuredWithoutToken.class, BOTH);
    chromium.open(url("local.server.port", "/actuator/autorefreshcachesui#/orders/items"));
    soon().until(() -> chromium.text("tbody").contains("a/b"));
    assertThat(chromium.text("#access-note")).startsWith("Changes are disabled: ");
    String button = "[aria-label='Refresh a/b']";
    assertThat(chromium.find(button).getAttribute("aria-disabled")).isEqualTo("true");
    assertThat(chromium.find(button).getAttribute("aria-describedby")).isEqualTo("access-note");
    chromium.find(button).click();
    chromium.run("location.hash = '#/orders/settings'");
    soon().until(() -> !chromium.findAll("form .primary").isEmpty());
    assertThat(chromium.find("form .primary").getAttribute("aria-disabled")).isEqualTo("true");
    chromium.screenshot("no-token");
    assertThat(chromium.console()).as("no request was refused").isEmpty();
  }

  @Configuration(proxyBeanMethods = false)
  @EnableWebSecurity
  static class SecuredServlet {
    @Bean
    SecurityFilterChain chain(HttpSecurity http) {
      return http.authorizeHttpRequests(requests -> requests.anyRequest().permitAll()).build();
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableWebSecurity
  static class SecuredForScripts {
    @Bean
    SecurityFilterChain chain(HttpSecurity http) {
      return http.authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
          .csrf(csrf -> csrf.spa())
          .build();
    }
  }

  /** A proxy, or a filter, that answers with a page of its own once the session has ended. */
  static class SignInPage extends OncePerRequestFilter {

    private volatile boolean isSignedOut;

    @Override
    protected void doFilterInternal(
        HttpServletRequest request, HttpServletResponse response, FilterChain chain)
        throws ServletException, IOException {
      if (isSignedOut) {
        response.setContentType("text/html");
        response.getWriter().print("<form>Sign in</form>");
      } else {
        chain.doFilter(request, response);
      }
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableWebSecurity
  static class SecuredWithoutToken {
    @Bean
    SecurityFilterChain chain(HttpSecurity http) {
      return http.authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
          .csrf(csrf -> csrf.csrfTokenRepository(new NoSessions()))
          .build();
    }

    private static final class NoSessions implements CsrfTokenRepository {

      private final HttpSessionCsrfTokenRepository sessions = new HttpSessionCsrfTokenRepository();

      @Override
      public CsrfToken generateToken(HttpServletRequest request) {
        throw new IllegalStateException("no session may be made");
      }

      @Override
      public void saveToken(
          CsrfToken token, HttpServletRequest request, HttpServletResponse response) {
        sessions.saveToken(token, request, response);
      }

      @Override
      public CsrfToken loadToken(HttpServletRequest request) {
        return sessions.loadToken(request);
      }
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableWebFluxSecurity
  static class SecuredWebFlux {
    @Bean
    SecurityWebFilterChain chain(ServerHttpSecurity http) {
      return http.authorizeExchange(exchanges -> exchanges.anyExchange().permitAll()).build();
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableWebFluxSecurity
  static class SecuredWebFluxWithCookie {
    @Bean
    SecurityWebFilterChain chain(ServerHttpSecurity http) {
      return http.authorizeExchange(exchanges -> exchanges.anyExchange().permitAll())
          .csrf(csrf -> csrf.csrfTokenRepository(new CookieServerCsrfTokenRepository()))
          .build();
    }
  }

  private static HttpResponse<String> get(String url) {
    return send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
  }

  private static <T> HttpResponse<T> send(
      HttpRequest request, HttpResponse.BodyHandler<T> handler) {
    try {
      return HTTP.send(request, handler);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** However busy the machine is. */
  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(60));
  }
}
