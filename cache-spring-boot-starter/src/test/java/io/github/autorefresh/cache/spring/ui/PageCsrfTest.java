package io.github.autorefresh.cache.spring.ui;

import static io.github.autorefresh.cache.spring.ui.PageServer.BOTH;
import static io.github.autorefresh.cache.spring.ui.PageServer.REACTIVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.userdetails.MapReactiveUserDetailsService;
import org.springframework.security.core.userdetails.ReactiveUserDetailsService;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.csrf.CookieServerCsrfTokenRepository;
import org.springframework.security.web.server.csrf.ServerCsrfTokenRequestAttributeHandler;

/** Changes of the page where people sign in with HTTP Basic, as Spring Security may be set up. */
@NeedsChromium
@Tag("long")
class PageCsrfTest {

  private static final String DELETE = "[aria-label='Delete a/b']";
  private static final String REFRESH = "[aria-label='Refresh a/b']";

  private Chromium chromium;
  private PageServer server;

  /** A new one for each test, since browsers remember passwords. */
  @BeforeEach
  void launch() {
    chromium = new Chromium();
    chromium.show(1280, 1000, "light");
  }

  @AfterEach
  void stop() {
    chromium.close();
    server.close();
  }

  private void start(Class<?> security, String... arguments) {
    server = new PageServer(security, BOTH, arguments);
    chromium.open(
        "http://operator:secret@localhost:"
            + server.port("local.server.port")
            + "/actuator/autorefreshcachesui#/orders/items/a%2Fb");
    soon().until(() -> chromium.text("#connection").equals("Live"));
    soon().until(() -> !chromium.findAll(REFRESH).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        Defaults.class,
        SessionsIfRequired.class,
        Stateless.class,
        StatelessWithOpenErrors.class,
        StatelessWithCookie.class,
        StatelessForScripts.class
      })
  void changesAreMadeOnServlet(Class<?> security) throws Exception {
    start(security);
    assertChangesNeedAToken();
    assertChangesAreMade();
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        ReactiveDefaults.class,
        ReactiveWithCookie.class,
        ReactiveForScripts.class,
      })
  void changesAreMadeOnWebFlux(Class<?> security) throws Exception {
    start(security, REACTIVE);
    assertChangesNeedAToken();
    assertChangesAreMade();
  }

  @Test
  void changesAreMadeWithoutProtection() {
    start(WithoutProtection.class);
    assertChangesAreMade();
    assertThat(chromium.console()).isEmpty();
  }

  @Test
  void changesAreMadeWithoutProtectionOnWebFlux() {
    start(ReactiveWithoutProtection.class, REACTIVE);
    assertChangesAreMade();
    assertThat(chromium.console()).isEmpty();
  }

  /** What may be done by some only is no matter of tokens: it alone is disabled. */
  @Test
  void aChangeThatIsRefusedForGoodIsShownDisabledWithTheReason() {
    start(StatelessWithoutDeletes.class);

    chromium.find(DELETE).click();
    chromium.find("dialog .danger").click();

    soon().until(() -> chromium.text("#report").startsWith("Delete a/b: The application refuses"));
    assertThat(chromium.text("#access-note"))
        .startsWith("Some changes are disabled: the application has refused them");
    assertIsDisabled(DELETE);
    chromium.find(REFRESH).click();
    soon().until(() -> chromium.text("#report").startsWith("a/b is "));
    assertThat(chromium.find(REFRESH).getAttribute("aria-disabled")).isNull();
    chromium.run("location.hash = '#/orders/items'");
    soon().until(() -> chromium.text("tbody").contains("a/b"));
    assertIsDisabled(DELETE);
    assertThat(server.orders().get("a/b")).isNotNull();
  }

  @Test
  void changesAreShownDisabledWithTheReasonIfNoTokenIsAccepted() {
    start(ForgetsTokens.class);
    assertChangesAreShownDisabledOnceRefused();
  }

  @Test
  void changesAreShownDisabledWithTheReasonIfNoTokenIsAcceptedOnWebFlux() {
    start(ReactiveForgetsTokens.class, REACTIVE);
    assertChangesAreShownDisabledOnceRefused();
  }

  private void assertChangesAreShownDisabledOnceRefused() {
    chromium.find(REFRESH).click();

    soon().until(() -> chromium.text("#report").startsWith("Refresh a/b: The application refuses"));
    assertThat(chromium.text("#access-note")).startsWith("Some changes are disabled: ");
    assertIsDisabled(REFRESH);
    chromium.screenshot("refused");
    chromium.console();
    chromium.find(REFRESH).click();
    chromium.run("location.hash = '#/orders/settings'");
    soon().until(() -> !chromium.findAll("form .primary").isEmpty());
    assertThat(chromium.console()).as("no request was refused").isEmpty();
  }

  @Test
  void asksToReloadIfTheSignInHasEnded() {
    start(StatelessWithOpenErrors.class);
    server.bean(InMemoryUserDetailsManager.class).deleteUser("operator");

    chromium.find(REFRESH).click();

    soon().until(() -> chromium.text("#report").contains("You are not signed in any more"));
    assertThat(chromium.text("#access-note")).isEmpty();
    soon().until(() -> chromium.text("#connection").contains("reload the page"));
  }

  private void assertIsDisabled(String button) {
    assertThat(chromium.find(button).getAttribute("aria-disabled")).isEqualTo("true");
    assertThat(chromium.find(button).getAttribute("aria-describedby")).isEqualTo("access-note");
  }

  private void assertChangesAreMade() {
    for (int i = 0; i < 3; i++) {
      Instant before = server.orders().entry("a/b").lastSyncedAt();
      chromium.run("document.querySelector('#connection').textContent = 'not asked since'");
      soon().until(() -> chromium.text("#connection").equals("Live"));
      chromium.find(REFRESH).click();
      soon().until(() -> !server.orders().entry("a/b").lastSyncedAt().equals(before));
    }
    soon().until(() -> chromium.text("#report").startsWith("a/b is "));
    chromium.find(DELETE).click();
    chromium.find("dialog .danger").click();
    soon().until(() -> chromium.text("#report").equals("a/b is deleted."));
    assertThat(chromium.text("#access-note")).isEmpty();
  }

  private void assertChangesNeedAToken() throws IOException, InterruptedException {
    String credentials =
        Base64.getEncoder().encodeToString("operator:secret".getBytes(StandardCharsets.UTF_8));
    HttpRequest refresh =
        HttpRequest.newBuilder(
                URI.create(
                    server.url("local.server.port", "/actuator/autorefreshcaches/orders/a/b")))
            .header("Authorization", "Basic " + credentials)
            .POST(BodyPublishers.noBody())
            .build();
    int status = HttpClient.newHttpClient().send(refresh, BodyHandlers.discarding()).statusCode();
    assertThat(status).isIn(401, 403);
  }

  private static final UserDetails OPERATOR =
      User.withUsername("operator").password("{noop}secret").roles("OPERATOR").build();

  static class Users {
    @Bean
    InMemoryUserDetailsManager users() {
      return new InMemoryUserDetailsManager(OPERATOR);
    }
  }

  static class ReactiveUsers {
    @Bean
    ReactiveUserDetailsService users() {
      return new MapReactiveUserDetailsService(OPERATOR);
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableWebSecurity
  @Import(Users.class)
  static class Defaults {
    @Bean
    SecurityFilterChain chain(HttpSecurity http) {
      return signedIn(http).build();
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableWebSecurity
  @Import(Users.class)
  static class SessionsIfRequired {
    @Bean
    SecurityFilterChain chain(HttpSecurity http) {
      return signedIn(http)
          .sessionManagement(
              sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.IF_REQUIRED))
          .build();
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableWebSecurity
  @Import(Users.class)
  static class Stateless {
    @Bean
    SecurityFilterChain chain(HttpSecurity http) {
      return stateless(http).build();
    }
  }

  /** A refusal is a 403 here; in the others it is a 401, since who is refused may not see why. */
  @Configuration(proxyBeanMethods = false)
  @EnableWebSecurity
  @Import(Users.class)
  static class StatelessWithOpenErrors {
    @Bean
    SecurityFilterChain chain(HttpSecurity http) {
      return stateless(http.securityMatcher("/actuator/**")).build();
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableWebSecurity
  @Import(Users.class)
  static class StatelessWithCookie {
    @Bean
    SecurityFilterChain chain(HttpSecurity http) {
      return stateless(http)
          .csrf(csrf -> csrf.csrfTokenRepository(new CookieCsrfTokenRepository()))
          .build();
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableWebSecurity
  @Import(Users.class)
  static class StatelessForScripts {
    @Bean
    SecurityFilterChain chain(HttpSecurity http) {
      return stateless(http).csrf(csrf -> csrf.spa()).build();
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableWebSecurity
  @Import(Users.class)
  static class StatelessWithoutDeletes {
    @Bean
    SecurityFilterChain chain(HttpSecurity http) {
      return stateless(
              http.securityMatcher("/actuator/**")
                  .authorizeHttpRequests(
                      requests -> requests.requestMatchers(HttpMethod.DELETE).denyAll()))
          .build();
    }
  }

  /** As where cookies do not come back. */
  @Configuration(proxyBeanMethods = false)
  @EnableWebSecurity
  @Import(Users.class)
  static class ForgetsTokens {
    @Bean
    SecurityFilterChain chain(HttpSecurity http) {
      CookieCsrfTokenRepository tokens = new CookieCsrfTokenRepository();
      tokens.setCookieCustomizer(cookie -> cookie.path("/elsewhere"));
      return signedIn(http).csrf(csrf -> csrf.csrfTokenRepository(tokens)).build();
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableWebFluxSecurity
  @Import(ReactiveUsers.class)
  static class ReactiveForgetsTokens {
    @Bean
    SecurityWebFilterChain chain(ServerHttpSecurity http) {
      CookieServerCsrfTokenRepository tokens = new CookieServerCsrfTokenRepository();
      tokens.setCookieCustomizer(cookie -> cookie.path("/elsewhere"));
      return signedIn(http).csrf(csrf -> csrf.csrfTokenRepository(tokens)).build();
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableWebSecurity
  @Import(Users.class)
  static class WithoutProtection {
    @Bean
    SecurityFilterChain chain(HttpSecurity http) {
      return stateless(http).csrf(csrf -> csrf.disable()).build();
    }
  }

  private static HttpSecurity signedIn(HttpSecurity http) {
    return http.authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
        .httpBasic(Customizer.withDefaults());
  }

  private static HttpSecurity stateless(HttpSecurity http) {
    return signedIn(http)
        .sessionManagement(
            sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS));
  }

  @Configuration(proxyBeanMethods = false)
  @EnableWebFluxSecurity
  @Import(ReactiveUsers.class)
  static class ReactiveDefaults {
    @Bean
    SecurityWebFilterChain chain(ServerHttpSecurity http) {
      return signedIn(http).build();
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableWebFluxSecurity
  @Import(ReactiveUsers.class)
  static class ReactiveWithCookie {
    @Bean
    SecurityWebFilterChain chain(ServerHttpSecurity http) {
      return signedIn(http)
          .csrf(csrf -> csrf.csrfTokenRepository(new CookieServerCsrfTokenRepository()))
          .build();
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableWebFluxSecurity
  @Import(ReactiveUsers.class)
  static class ReactiveForScripts {
    @Bean
    SecurityWebFilterChain chain(ServerHttpSecurity http) {
      return signedIn(http)
          .csrf(
              csrf ->
                  csrf.csrfTokenRepository(CookieServerCsrfTokenRepository.withHttpOnlyFalse())
                      .csrfTokenRequestHandler(new ServerCsrfTokenRequestAttributeHandler()))
          .build();
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableWebFluxSecurity
  @Import(ReactiveUsers.class)
  static class ReactiveWithoutProtection {
    @Bean
    SecurityWebFilterChain chain(ServerHttpSecurity http) {
      return signedIn(http).csrf(csrf -> csrf.disable()).build();
    }
  }

  private static ServerHttpSecurity signedIn(ServerHttpSecurity http) {
    return http.authorizeExchange(exchanges -> exchanges.anyExchange().authenticated())
        .httpBasic(Customizer.withDefaults());
  }

  /** However busy the machine is. */
  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(60));
  }
}
