package io.github.autorefresh.cache.spring.bench;

import io.github.autorefresh.cache.spring.redis.SharedHandlingBenchmark;
import io.github.autorefresh.cache.spring.redis.SharedModeBenchmark;

/** What is measured in this module; the results go where those of the core are. */
public final class StarterBenchmarks {

  private StarterBenchmarks() {}

  public static void main(String[] arguments) throws Exception {
    StartUp.main(arguments);
    PageCost.main(arguments);
    SharedModeBenchmark.main(arguments);
    SharedHandlingBenchmark.main(arguments);
  }
}
