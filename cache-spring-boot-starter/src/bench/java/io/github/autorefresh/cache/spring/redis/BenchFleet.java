package io.github.autorefresh.cache.spring.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Replicas over one Redis, each a process of its own, and what they are told. */
final class BenchFleet implements AutoCloseable {

  private final RedisServer redis;
  private final List<String> flags;
  private final List<Process> replicas = new ArrayList<>();

  BenchFleet(RedisServer redis, List<String> flags) {
    this.redis = redis;
    this.flags = flags;
  }

  /** What a fleet has done up to a moment. */
  record Count(double syncs, double replicaMicros, double redisMicros, double staleMillis) {

    Count since(Count before) {
      return new Count(
          syncs - before.syncs,
          replicaMicros - before.replicaMicros,
          redisMicros - before.redisMicros,
          staleMillis);
    }
  }

  /** Launches replicas until there are so many. */
  void growTo(int size) throws IOException {
    while (replicas.size() < size) {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(flags);
      command.addAll(List.of("-cp", System.getProperty("java.class.path")));
      command.addAll(List.of(BenchReplica.class.getName(), String.valueOf(redis.port)));
      replicas.add(new ProcessBuilder(command).redirectError(Redirect.INHERIT).start());
    }
  }

  /** All obey at the same time; what each answers. */
  List<String> tellAll(String order) throws IOException {
    for (Process replica : replicas) {
      say(replica, order);
    }
    List<String> answers = new ArrayList<>();
    for (Process replica : replicas) {
      answers.add(answer(replica));
    }
    return answers;
  }

  /** One obeys, for all or as good as any; what it answers. */
  String tellOne(String order) throws IOException {
    say(replicas.get(0), order);
    return answer(replicas.get(0));
  }

  /** The sums of all replicas, the staleness of the worst of them. */
  Count count() throws IOException {
    double syncs = 0;
    double nanos = 0;
    double stale = 0;
    for (String answer : tellAll("count")) {
      String[] parts = answer.split(" ", -1);
      syncs += Double.parseDouble(parts[0]);
      nanos += Double.parseDouble(parts[1]);
      stale = Math.max(stale, Double.parseDouble(parts[2]));
    }
    return new Count(syncs, nanos / 1e3, redis.cpuSeconds() * 1e6, stale);
  }

  private static void say(Process replica, String order) throws IOException {
    replica.outputWriter(UTF_8).write(order + "\n");
    replica.outputWriter(UTF_8).flush();
  }

  private static String answer(Process replica) throws IOException {
    String line = replica.inputReader(UTF_8).readLine();
    while (line != null && !line.startsWith(BenchReplica.MARK)) {
      line = replica.inputReader(UTF_8).readLine(); // logged
    }
    if (line == null) {
      throw new IOException("a replica has died");
    }
    return line.substring(BenchReplica.MARK.length());
  }

  @Override
  public void close() {
    replicas.forEach(replica -> replica.destroyForcibly().onExit().join());
    replicas.clear();
  }
}
