package io.github.autorefresh.cache.spring.ui;

import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;
import org.springframework.core.io.Resource;
import reactor.core.publisher.Mono;

/** The page on WebFlux, where a CSRF token comes later than the call. */
@EndpointWebExtension(endpoint = AutoRefreshCachesUiEndpoint.class)
public class ReactiveAutoRefreshCachesUiEndpointWebExtension {

  private final OperationsPage page;

  /** With what makes the page. */
  public ReactiveAutoRefreshCachesUiEndpointWebExtension(OperationsPage page) {
    this.page = page;
  }

  /** The page, for the exchange of the subscriber's context. */
  @ReadOperation(produces = OperationsPage.HTML)
  public Mono<WebEndpointResponse<Resource>> page() {
    return ReactiveCsrf.ofCurrentExchange().map(page::response);
  }
}
