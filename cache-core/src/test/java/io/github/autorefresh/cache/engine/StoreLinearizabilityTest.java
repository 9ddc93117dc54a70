package io.github.autorefresh.cache.engine;

import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.RemovalCause;
import io.github.autorefresh.cache.engine.waiters.SingleFlight;
import io.github.autorefresh.cache.engine.waiters.ThreadWaiting;
import io.github.autorefresh.cache.limit.TokenBucketRateLimiter;
import io.github.autorefresh.cache.memory.MemoryItemStore;
import io.github.autorefresh.cache.spi.ChangeSink;
import io.github.autorefresh.cache.spi.ClaimedItems;
import io.github.autorefresh.cache.spi.ItemPeriod;
import io.github.autorefresh.cache.spi.ItemStore;
import io.github.autorefresh.cache.spi.ManualTime;
import io.github.autorefresh.cache.spi.StoreContext;
import io.github.autorefresh.cache.spi.TimeSource;
import java.util.concurrent.TimeUnit;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StringGen;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Creations, removals and commits of syncs by several threads look as if done one by one. */
@Timeout(value = 2, unit = TimeUnit.HOURS) // its profile sets how long it goes on
class StoreLinearizabilityTest {

  @Test
  void storeIsLinearizableUnderStress() {
    Exploration.stress(Operations.class);
  }

  @Test
  void storeIsLinearizableInEveryInterleavingTried() {
    Exploration.modelCheck(Operations.class);
  }

  /** Several threads sync at once: each claims what it can get and commits it. */
  @Param(name = "id", gen = StringGen.class, conf = "1:a")
  @Param(name = "version", gen = IntGen.class, conf = "0:90")
  public static final class Operations {

    private final TimeSource time = new ManualTime();
    private final ItemStore<Job> store =
        new MemoryItemStore<>(
            new StoreContext<>(
                "jobs",
                CacheSettings.defaults(),
                TokenBucketRateLimiter.unlimited(),
                time,
                new Silence()));
    private final SingleFlight<Job> creations = new SingleFlight<>("jobs", new ThreadWaiting(time));

    @Operation
    public int get(@Param(name = "id") String id) {
      return version(store.find(id));
    }

    @Operation
    public int getOrCreate(@Param(name = "id") String id, @Param(name = "version") int version) {
      Job present = store.find(id);
      return version(
          present != null
              ? present
              : creations.makeOrJoin(id, () -> create(new Job(id, version, false, null))));
    }

    private Job create(Job job) {
      Job present = store.reserve(job.id());
      if (present != null) {
        return present;
      }
      creations.becomesVisible(job.id());
      return store.fulfil(job.id(), job, ItemPeriod.OF_CACHE, 0);
    }

    @Operation
    public boolean delete(@Param(name = "id") String id) {
      return store.remove(id);
    }

    @Operation
    public int sync(@Param(name = "id") String id) {
      ClaimedItems<Job> synced = claim(id);
      if (synced.size() == 0) {
        return SequentialItems.ABSENT;
      }
      Job next = synced.item(0).next();
      synced.updated(0, next, ItemPeriod.OF_CACHE, time.nanos() + 1_000_000_000);
      return commit(synced) ? next.version() : SequentialItems.ABSENT;
    }

    @Operation
    public boolean syncToGone(@Param(name = "id") String id) {
      ClaimedItems<Job> synced = claim(id);
      if (synced.size() == 0) {
        return false;
      }
      synced.deleted(0);
      return commit(synced);
    }

    private boolean commit(ClaimedItems<Job> synced) {
      synced.committedAt(time.nanos());
      store.commit(synced);
      store.release(synced);
      return synced.isAccepted(0);
    }

    /** Claims that item, waiting for who has claimed it; nothing once it is absent. */
    private ClaimedItems<Job> claim(String id) {
      ClaimedItems<Job> wanted = new ClaimedItems<>();
      while (wanted.size() == 0 && store.find(id) != null) {
        store.hasten(id);
        ClaimedItems<Job> claimed = new ClaimedItems<>();
        store.claim(claimed, 2);
        ClaimedItems<Job> others = new ClaimedItems<>();
        for (int i = 0; i < claimed.size(); i++) {
          (claimed.item(i).id().equals(id) ? wanted : others).take(claimed, i, 1);
        }
        store.release(others);
        if (wanted.size() == 0) {
          Thread.onSpinWait();
        }
      }
      return wanted;
    }

    private static int version(Job job) {
      return job == null ? SequentialItems.ABSENT : job.version();
    }
  }

  /** Hears nothing. */
  private static final class Silence implements ChangeSink<Job> {

    @Override
    public void created(String id, Job item) {}

    @Override
    public void updated(String id, Job previous, Job current, boolean terminal) {}

    @Override
    public void removed(String id, Job item, RemovalCause cause) {}
  }
}
