package io.github.autorefresh.cache.bench.figure;

import io.github.autorefresh.cache.bench.Case;
import io.github.autorefresh.cache.bench.Figure;
import io.github.autorefresh.cache.bench.Scale;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Reads that hit, with and without syncs in the background. */
public final class Reads implements Figure {

  @Override
  public String name() {
    return "reads";
  }

  @Override
  public String title() {
    return "Reads that hit, in nanoseconds";
  }

  @Override
  public String method() {
    return """
        100,000 ids in random order (so most of the time is cache misses), after a heap collection, by JMH: average time
        of a `get`, and of a `getOrCreate` of an existing item, by 1 and 2 threads at once; then with a demand of
        1,000,000 syncs a second in the background, if a contender has any. Guava and cache2k are plain caches here,
        Caffeine is bounded.
        """;
  }

  @Override
  public List<Case> cases(Scale scale) {
    List<Case> cases = new ArrayList<>();
    for (ReadBenchmark.Contender contender : ReadBenchmark.Contender.values()) {
      for (boolean syncing : contender.syncs() ? List.of(false, true) : List.of(false)) {
        for (String method : List.of("get", "getOrCreate")) {
          for (int threads = 1; threads <= 2; threads++) {
            cases.add(measured(contender, method, threads, syncing, scale));
          }
        }
      }
    }
    return cases;
  }

  private static Case measured(
      ReadBenchmark.Contender contender, String method, int threads, boolean syncing, Scale scale) {
    String load =
        method
            + (threads == 1 ? ", 1 thread" : ", " + threads + " threads")
            + (syncing ? ", syncing" : "");
    return Case.of(
        contender.label(),
        load,
        () -> {
          Options options =
              new OptionsBuilder()
                  .include(ReadBenchmark.class.getName() + "\\." + method + "$")
                  .param("contender", contender.name())
                  .param("syncing", String.valueOf(syncing))
                  .param("size", String.valueOf(scale.items(100_000)))
                  .threads(threads)
                  .forks(0) // this JVM was started for it
                  .warmupIterations(2)
                  .warmupTime(TimeValue.milliseconds((long) (scale.warmUp() * 500)))
                  .measurementIterations(2)
                  .measurementTime(TimeValue.milliseconds((long) (scale.seconds() * 500)))
                  .verbosity(VerboseMode.SILENT)
                  .build();
          return Case.Values.of("", score(options));
        });
  }

  private static double score(Options options) throws RunnerException {
    RunResult result = new Runner(options).runSingle();
    return result.getPrimaryResult().getScore();
  }
}
