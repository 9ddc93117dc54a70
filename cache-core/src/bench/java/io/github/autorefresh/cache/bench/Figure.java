package io.github.autorefresh.cache.bench;

import java.util.List;

/** A table of the report. */
public interface Figure {

  /** By which it is asked for on the command line. */
  String name();

  String title();

  /** What was done, and in which units the columns are: goes above the table. */
  String method();

  /** All that is measured for it, in the order of the table. */
  List<Case> cases(Scale scale);
}
