package io.github.autorefresh.cache.spring.ui;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.web.ExposableWebEndpoint;
import org.springframework.boot.actuate.endpoint.web.WebEndpointHttpMethod;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.WebEndpointsSupplier;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;
import org.springframework.util.MimeType;
import org.springframework.web.util.HtmlUtils;

/**
 * Makes the HTML of the page: where its files and the endpoint that it asks are, as links relative
 * to the page, so that neither a context path nor a proxy's prefix matters; and what that endpoint
 * permits. It has no data of any cache.
 */
public final class OperationsPage {

  static final String HTML = "text/html";

  private static final EndpointId PAGE = EndpointId.of(AutoRefreshCachesUiEndpoint.ID);
  private static final EndpointId CACHES = EndpointId.of("autorefreshcaches");

  private final Supplier<WebEndpointsSupplier> endpoints;

  /** With what tells the exposed endpoints, which is not asked before the first request. */
  public OperationsPage(Supplier<WebEndpointsSupplier> endpoints) {
    this.endpoints = endpoints;
  }

  WebEndpointResponse<Resource> response(CsrfProtection csrf) {
    byte[] html = html(csrf).getBytes(StandardCharsets.UTF_8);
    return new WebEndpointResponse<>(
        new ByteArrayResource(html),
        WebEndpointResponse.STATUS_OK,
        new MimeType("text", "html", StandardCharsets.UTF_8));
  }

  private String html(CsrfProtection csrf) {
    Map<String, String> values = new HashMap<>(PageTexts.ofMarkup());
    values.putAll(settings(csrf));
    return filled(values);
  }

  private Map<String, String> settings(CsrfProtection csrf) {
    ExposableWebEndpoint caches = exposed(CACHES);
    ExposableWebEndpoint page = exposed(PAGE);
    String from = page == null ? AutoRefreshCachesUiEndpoint.ID : path(page);
    return Map.of(
        "policy", PageHeaders.META_POLICY,
        "files", from.substring(from.lastIndexOf('/') + 1),
        "caches", caches == null ? "" : relative(from, path(caches)),
        "access", access(caches),
        "csrf", csrf.required() && csrf.token() == null ? "out-of-reach" : "",
        "csrf-header", orEmpty(csrf.header()),
        "csrf-token", orEmpty(csrf.token()));
  }

  private @Nullable ExposableWebEndpoint exposed(EndpointId id) {
    return endpoints.get().getEndpoints().stream()
        .filter(endpoint -> endpoint.getEndpointId().equals(id))
        .findFirst()
        .orElse(null);
  }

  private static String access(@Nullable ExposableWebEndpoint endpoint) {
    if (endpoint == null) {
      return "none";
    }
    boolean writes =
        endpoint.getOperations().stream()
            .map(operation -> operation.getRequestPredicate().getHttpMethod())
            .anyMatch(method -> method != WebEndpointHttpMethod.GET);
    return writes ? "unrestricted" : "read-only";
  }

  /** Below actuator's base path, without a slash before it. */
  private static String path(ExposableWebEndpoint endpoint) {
    String path = endpoint.getRootPath();
    return path.startsWith("/") ? path.substring(1) : path;
  }

  /** A link from a page to another path below the same base. */
  static String relative(String from, String to) {
    return "../".repeat((int) from.chars().filter(c -> c == '/').count()) + to;
  }

  private static String filled(Map<String, String> values) {
    String html = PageFiles.text("page.html");
    for (Map.Entry<String, String> value : values.entrySet()) {
      html = html.replace("{{" + value.getKey() + "}}", HtmlUtils.htmlEscape(value.getValue()));
    }
    return html;
  }

  private static String orEmpty(@Nullable String value) {
    return value == null ? "" : value;
  }
}
