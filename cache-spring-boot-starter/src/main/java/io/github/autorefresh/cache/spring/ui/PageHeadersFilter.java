package io.github.autorefresh.cache.spring.ui;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.Supplier;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.web.filter.OncePerRequestFilter;

/** Adds the {@link PageHeaders} to the page and its files, in a servlet container. */
public final class PageHeadersFilter extends OncePerRequestFilter {

  private final PageHeaders headers;

  /** With what tells the paths of endpoints, which is not asked before the first request. */
  public PageHeadersFilter(Supplier<PathMappedEndpoints> endpoints) {
    this.headers = new PageHeaders(endpoints);
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return !headers.concern(request.getRequestURI());
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    PageHeaders.ALL.forEach(response::setHeader);
    chain.doFilter(request, response);
  }
}
