package io.github.autorefresh.cache.spring.ui;

import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;

/**
 * What the headers of the page tell browsers: to load nothing from elsewhere, to run only the
 * page's own scripts, to make no markup of text, to show the page in no frame, to guess no types,
 * and to keep no copy, because the page contains a CSRF token.
 */
final class PageHeaders {

  /** What a meta element may say. */
  static final String META_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " base-uri 'none'; form-action 'none'; require-trusted-types-for 'script';"
          + " trusted-types 'none'";

  static final Map<String, String> ALL =
      Map.of(
          "Content-Security-Policy", META_POLICY + "; frame-ancestors 'none'",
          "X-Content-Type-Options", "nosniff",
          "Referrer-Policy", "no-referrer",
          "Cache-Control", "no-store");

  private final Supplier<PathMappedEndpoints> endpoints;

  /** With what tells the paths of endpoints, which is not asked before the first request. */
  PageHeaders(Supplier<PathMappedEndpoints> endpoints) {
    this.endpoints = endpoints;
  }

  /**
   * Whether a path is the page's or that of one of its files. What comes before actuator's base
   * path, such as the dispatcher servlet's, does not matter.
   */
  boolean concern(String path) {
    String page = pagePath();
    return page != null && (path.endsWith(page) || path.contains(page + "/"));
  }

  private @Nullable String pagePath() {
    return endpoints.get().getPath(EndpointId.of(AutoRefreshCachesUiEndpoint.ID));
  }
}
