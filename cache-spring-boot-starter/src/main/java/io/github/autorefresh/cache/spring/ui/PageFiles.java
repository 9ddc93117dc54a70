package io.github.autorefresh.cache.spring.ui;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;

/** The scripts and styles of the page, which are resources beside this class. */
final class PageFiles {

  static final String SCRIPT = "text/javascript";
  static final String STYLES = "text/css";
  static final String ICON = "image/svg+xml";

  /** Of those folders and nothing else: what is asked for is a path. */
  private static final Pattern NAME = Pattern.compile("(?:page|shared)/[a-z-]+\\.(js|css|svg)");

  private static final Map<String, MimeType> TYPES =
      Map.of(
          "js", MimeTypeUtils.parseMimeType(SCRIPT + ";charset=UTF-8"),
          "css", MimeTypeUtils.parseMimeType(STYLES + ";charset=UTF-8"),
          "svg", MimeTypeUtils.parseMimeType(ICON));

  /** What is in a file beside this class. */
  static String text(String path) {
    try {
      return new ClassPathResource(path, PageFiles.class).getContentAsString(UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  WebEndpointResponse<Resource> response(String path) {
    Matcher name = NAME.matcher(path);
    if (!name.matches()) {
      return new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
    }
    Resource file = new ClassPathResource(path, PageFiles.class);
    return file.exists()
        ? new WebEndpointResponse<>(file, WebEndpointResponse.STATUS_OK, TYPES.get(name.group(1)))
        : new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
  }
}
