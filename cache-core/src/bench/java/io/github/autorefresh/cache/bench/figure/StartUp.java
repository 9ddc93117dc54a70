package io.github.autorefresh.cache.bench.figure;

import io.github.autorefresh.cache.bench.Case;
import io.github.autorefresh.cache.bench.Figure;
import io.github.autorefresh.cache.bench.Scale;
import java.util.List;

/** What the starter adds to a start-up: measured in the starter's own module, reported here. */
public final class StartUp implements Figure {

  @Override
  public String name() {
    return "startup";
  }

  @Override
  public String title() {
    return "Start-up of a Boot application";
  }

  @Override
  public String method() {
    return """
        From the start of the JVM until the application is ready, in milliseconds: Boot's empty application, the same
        with the starter and its dependencies on the class path, and with one cache.
        """;
  }

  @Override
  public List<Case> cases(Scale scale) {
    return List.of();
  }
}
