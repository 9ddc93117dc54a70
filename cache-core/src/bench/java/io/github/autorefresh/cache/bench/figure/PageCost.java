package io.github.autorefresh.cache.bench.figure;

import io.github.autorefresh.cache.bench.Case;
import io.github.autorefresh.cache.bench.Figure;
import io.github.autorefresh.cache.bench.Scale;
import java.util.List;

/** The operations page: measured in the starter's own module, which prints what it finds. */
public final class PageCost implements Figure {

  @Override
  public String name() {
    return "page";
  }

  @Override
  public String title() {
    return "The operations page";
  }

  @Override
  public String method() {
    return "";
  }

  @Override
  public List<Case> cases(Scale scale) {
    return List.of();
  }
}
