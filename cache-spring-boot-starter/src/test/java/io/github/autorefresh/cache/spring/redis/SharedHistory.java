package io.github.autorefresh.cache.spring.redis;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheListener;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.RemovalCause;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * The external service of several replicas, with a log of what it was asked and of what every
 * replica showed; and what must hold of that, whatever happens to Redis:
 *
 * <ul>
 *   <li>Calls for one item never overlap.
 *   <li>A replica shows only states that an item was created with or that the service answered.
 *   <li>No replica goes back to an older state: neither in what is read nor in what its listeners
 *       are told, and these are told of each state once.
 *   <li>What has ended, and is known to have ended by all replicas, is never called again.
 * </ul>
 */
final class SharedHistory {

  /** The states of an item's n-th generation have versions from n times this on. */
  private static final int GENERATION = 1_000_000;

  /** The service's answer to this call for a job that ends is terminal. */
  private static final int LAST_CALL = 3;

  private static final String ENDS = "end-";
  private static final long MOST_WORK_MILLIS = 20;

  private final Map<String, Integer> latest = new ConcurrentHashMap<>();
  private final Set<Job> known = ConcurrentHashMap.newKeySet();

  /** By generation: a call for an item that was removed may go on while it is created again. */
  private final Set<String> inCall = ConcurrentHashMap.newKeySet();

  private final Set<String> ended = ConcurrentHashMap.newKeySet();
  private final List<String> violations = new CopyOnWriteArrayList<>();

  /** The state to create an item with: of a generation of its own, later than all others. */
  Job created(String id) {
    int version = latest.merge(id, 0, (last, none) -> (last / GENERATION + 1) * GENERATION);
    Job job = new Job(id, version, false, null);
    known.add(job);
    return job;
  }

  private static String generation(Job job) {
    return job.id() + " " + job.version() / GENERATION;
  }

  /** Of jobs that end: the id of one of them. */
  static String endingId(int number) {
    return ENDS + number;
  }

  static boolean ends(String id) {
    return id.startsWith(ENDS);
  }

  /** The service is asked: every answer differs from all others. */
  Job call(Job job) throws InterruptedException {
    String id = job.id();
    String generation = generation(job);
    if (!inCall.add(generation)) {
      violations.add(job + " was called while a call for it went on");
    }
    if (ended.contains(id)) {
      violations.add(job + " was called though all replicas knew that it had ended");
    }
    try {
      TimeUnit.MILLISECONDS.sleep(Math.floorMod(id.hashCode(), MOST_WORK_MILLIS)); // work
      return answer(job);
    } finally {
      inCall.remove(generation);
    }
  }

  private Job answer(Job job) {
    int generation = job.version() / GENERATION;
    int last =
        latest.compute(
            job.id(), (id, version) -> version / GENERATION == generation ? version + 1 : version);
    int version = last / GENERATION == generation ? last : job.version() + 1;
    Job answer =
        new Job(job.id(), version, ends(job.id()) && version % GENERATION >= LAST_CALL, null);
    known.add(answer);
    return answer;
  }

  /** All replicas know that this has ended: no call for it may begin. */
  void hasEnded(String id) {
    ended.add(id);
  }

  /** What was violated, one line each. */
  List<String> violations() {
    return List.copyOf(violations);
  }

  /** What one replica shows. */
  final class Shown implements CacheListener<Job> {

    private final String replica;
    private final Map<String, Integer> read = new ConcurrentHashMap<>();
    private final Map<String, Integer> told = new ConcurrentHashMap<>();
    private final Map<String, List<String>> trails = new ConcurrentHashMap<>();

    Shown(String replica) {
      this.replica = replica;
    }

    /** Reads this item there, if there is one. */
    void read(AutoRefreshCache<Job> cache, String id) {
      Job job = cache.get(id);
      if (job != null) {
        mustBeKnown(job, "read");
        Integer before = read.put(id, job.version());
        if (before != null && before > job.version()) {
          violations.add(job + " was read on " + replica + " after version " + before);
        }
      }
    }

    @Override
    public void onCreated(Job job) {
      isTold(job, "created");
    }

    @Override
    public void onUpdated(Job previous, Job current) {
      isTold(current, "updated from version " + previous.version());
    }

    @Override
    public void onRemoved(Job job, RemovalCause cause) {
      follow(job, "removed: " + cause);
      if (ends(job.id())) {
        violations.add(job + " was removed on " + replica + ": " + cause);
      }
    }

    private void follow(Job job, String event) {
      trails
          .computeIfAbsent(job.id(), id -> new CopyOnWriteArrayList<>())
          .add("version %d %s".formatted(job.version(), event));
    }

    private void isTold(Job job, String event) {
      follow(job, event);
      mustBeKnown(job, event);
      String generation = generation(job);
      Integer before = told.put(generation, job.version());
      if (before != null && before >= job.version()) {
        violations.add(
            "%s was %s on %s after version %d: %s"
                .formatted(job, event, replica, before, trails.get(job.id())));
      }
    }

    private void mustBeKnown(Job job, String event) {
      if (!known.contains(job)) {
        violations.add(job + " was " + event + " on " + replica + ", but nobody has made it");
      }
    }
  }
}
