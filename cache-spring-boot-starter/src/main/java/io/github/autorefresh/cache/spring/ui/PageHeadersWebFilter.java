package io.github.autorefresh.cache.spring.ui;

import java.util.function.Supplier;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.core.Ordered;
import org.springframework.web.filter.reactive.ServerWebExchangeContextFilter;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Adds the {@link PageHeaders} to the page and its files, on WebFlux, and lets the page find its
 * exchange.
 */
public final class PageHeadersWebFilter implements WebFilter, Ordered {

  private final PageHeaders headers;
  private final WebFilter exchangeContext = new ServerWebExchangeContextFilter();

  /** With what tells the paths of endpoints, which is not asked before the first request. */
  public PageHeadersWebFilter(Supplier<PathMappedEndpoints> endpoints) {
    this.headers = new PageHeaders(endpoints);
  }

  @Override
  public int getOrder() {
    return Ordered.HIGHEST_PRECEDENCE;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    if (!headers.concern(exchange.getRequest().getPath().value())) {
      return chain.filter(exchange);
    }
    exchange
        .getResponse()
        .beforeCommit(
            () -> {
              PageHeaders.ALL.forEach(exchange.getResponse().getHeaders()::set);
              return Mono.empty();
            });
    return exchangeContext.filter(exchange, chain);
  }
}
