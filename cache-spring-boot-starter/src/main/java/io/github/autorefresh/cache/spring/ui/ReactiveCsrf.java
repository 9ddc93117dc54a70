package io.github.autorefresh.cache.spring.ui;

import org.springframework.security.web.server.csrf.CsrfToken;
import org.springframework.util.ClassUtils;
import org.springframework.web.filter.reactive.ServerWebExchangeContextFilter;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Finds the CSRF token that Spring Security's filter leaves in an exchange. It is made and saved,
 * in a cookie or in the session, by being subscribed to.
 */
final class ReactiveCsrf {

  private static final boolean SPRING_SECURITY =
      ClassUtils.isPresent(
          "org.springframework.security.web.server.csrf.CsrfToken",
          ReactiveCsrf.class.getClassLoader());

  private ReactiveCsrf() {}

  /** Of the exchange that {@link PageHeadersWebFilter} has put into the subscriber's context. */
  static Mono<CsrfProtection> ofCurrentExchange() {
    return Mono.deferContextual(
        context ->
            ServerWebExchangeContextFilter.getExchange(context)
                .filter(exchange -> SPRING_SECURITY)
                .map(Token::of)
                .orElse(Mono.just(CsrfProtection.NONE)));
  }

  /** In a class of its own, since Spring Security may be absent. */
  private static final class Token {

    private Token() {}

    static Mono<CsrfProtection> of(ServerWebExchange exchange) {
      Object token = exchange.getAttribute(CsrfToken.class.getName());
      return token instanceof Mono<?> known
          ? known
              .cast(CsrfToken.class)
              .map(made -> CsrfProtection.of(made.getHeaderName(), made.getToken()))
              .onErrorReturn(CsrfProtection.OUT_OF_REACH)
              .defaultIfEmpty(CsrfProtection.OUT_OF_REACH)
          : Mono.just(CsrfProtection.NONE); // no filter has looked at this exchange
    }
  }
}
