package io.github.autorefresh.cache.spring.ui;

import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.Selector.Match;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.core.io.Resource;

/**
 * The operations page of all caches.
 *
 * <pre>{@code
 * GET /               the page
 * GET /{folder}/{file}   its scripts and styles; 404 if there is none of that name
 * }</pre>
 */
@WebEndpoint(id = AutoRefreshCachesUiEndpoint.ID)
public class AutoRefreshCachesUiEndpoint {

  /** The id of this endpoint. */
  public static final String ID = "autorefreshcachesui";

  private final OperationsPage page;
  private final PageFiles files = new PageFiles();

  /** With what makes the page. */
  public AutoRefreshCachesUiEndpoint(OperationsPage page) {
    this.page = page;
  }

  /** The page, for the request of the calling thread. */
  @ReadOperation(produces = OperationsPage.HTML)
  public WebEndpointResponse<Resource> page() {
    return page.response(ServletCsrf.ofCurrentRequest());
  }

  /** A script, a style sheet or the icon. */
  @ReadOperation(produces = {PageFiles.SCRIPT, PageFiles.STYLES, PageFiles.ICON})
  public WebEndpointResponse<Resource> file(
      @Selector(match = Match.ALL_REMAINING) String[] pathOfFile) {
    return files.response(String.join("/", pathOfFile));
  }
}
