package io.github.autorefresh.cache.spring.bench;

import io.github.autorefresh.cache.spring.redis.SharedModeBenchmark;
import java.io.IOException;

/** What is measured in this module; the results go where those of the core are. */
public final class StarterBenchmarks {

  private StarterBenchmarks() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    StartUp.main(arguments);
    SharedModeBenchmark.main(arguments);
  }
}
