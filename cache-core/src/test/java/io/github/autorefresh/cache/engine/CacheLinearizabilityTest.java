package io.github.autorefresh.cache.engine;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheListener;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.RemovalCause;
import io.github.autorefresh.cache.testing.SteppedTime;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StringGen;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls of a running cache by several threads look as if done one by one. */
@Timeout(value = 2, unit = TimeUnit.HOURS) // its profile sets how long it goes on
class CacheLinearizabilityTest {

  @Test
  void cacheIsLinearizableUnderStress() {
    Exploration.stress(Operations.class);
  }

  @Test
  void cacheIsLinearizableInEveryInterleavingTried() {
    Exploration.modelCheck(Operations.class);
  }

  /** One thread turns the cache: its syncs are operations like those of the others. */
  @Param(name = "id", gen = StringGen.class, conf = "1:a")
  @Param(name = "version", gen = IntGen.class, conf = "0:90")
  public static final class Operations {

    private static final String ENGINE = "engine";

    private final SteppedTime hand = new SteppedTime();
    private final Script script = new Script();
    private final AutoRefreshCache<Job> cache =
        hand.cache("jobs").resyncPeriod(Duration.ofDays(1)).unlimited().build(script::sync);

    public Operations() {
      cache.addListener(script);
      cache.start();
    }

    @Operation
    public int get(@Param(name = "id") String id) {
      return version(cache.get(id));
    }

    @Operation
    public int getOrCreate(@Param(name = "id") String id, @Param(name = "version") int version) {
      return version(cache.getOrCreate(new Job(id, version, false, null)));
    }

    @Operation
    public int getOrCreateBy(@Param(name = "id") String id, @Param(name = "version") int version) {
      return version(cache.getOrCreate(id, key -> new Job(key, version, false, null)));
    }

    @Operation
    public boolean delete(@Param(name = "id") String id) {
      return cache.delete(id);
    }

    @Operation(nonParallelGroup = ENGINE)
    public int sync(@Param(name = "id") String id) {
      return sync(id, false);
    }

    @Operation(nonParallelGroup = ENGINE)
    public boolean syncToGone(@Param(name = "id") String id) {
      return sync(id, true) != SequentialItems.ABSENT;
    }

    /** Makes one sync of the item; answers the version it led to or removed. */
    private int sync(String id, boolean gone) {
      script.begin(id, gone);
      while (!script.isDone() && cache.get(id) != null) {
        var unused = cache.refresh(id);
        hand.turn();
        Thread.onSpinWait();
      }
      return script.end();
    }

    private static int version(Job job) {
      return job == null ? SequentialItems.ABSENT : job.version();
    }
  }

  /**
   * Answers something new to one sync, the one that the operation is about, and nothing new to any
   * other; hears whether that answer took effect. Used by the thread that turns the cache.
   */
  private static final class Script implements CacheListener<Job> {

    private String id = "";
    private boolean gone;
    private Job answered;
    private int committed;

    void begin(String id, boolean gone) {
      this.id = id;
      this.gone = gone;
      answered = null;
      committed = SequentialItems.ABSENT;
    }

    Job sync(Job job) {
      if (answered != null || !job.id().equals(id)) {
        return job;
      }
      answered = job;
      return gone ? null : job.next();
    }

    @Override
    public void onUpdated(Job previous, Job current) {
      committed = current.version();
    }

    @Override
    public void onRemoved(Job job, RemovalCause cause) {
      if (cause == RemovalCause.GONE) {
        committed = job.version();
      }
    }

    boolean isDone() {
      return answered != null;
    }

    int end() {
      id = "";
      return committed;
    }
  }
}
