package io.github.autorefresh.cache.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.testing.SteppedTime;
import java.util.concurrent.CompletableFuture;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZI_Result;

@JCStressTest
@Description(
    "Two refreshes are asked for while the item is being synced because it is due:"
        + " both get the result of one sync, and of none that had begun before they asked.")
@Outcome(id = "true, true, 1", expect = ACCEPTABLE, desc = "the due sync is theirs")
@Outcome(id = "true, true, 2", expect = ACCEPTABLE, desc = "one later sync is theirs")
@Outcome(
    id = "true, true, 3",
    expect = ACCEPTABLE_INTERESTING,
    desc = "one was too late for the later sync")
@State
public class RefreshAgainstDue {

  private final SteppedTime hand = new SteppedTime();
  private final AutoRefreshCache<Job> cache =
      hand.cache("jobs").unlimited().build(RefreshAgainstDue.this::sync);
  private volatile int begun;
  private int begunBeforeFirst;
  private int begunBeforeSecond;
  private CompletableFuture<Job> first;
  private CompletableFuture<Job> second;

  public RefreshAgainstDue() {
    cache.start();
    cache.getOrCreate(Job.of("a"));
  }

  private Job sync(Job job) {
    int call = begun + 1; // syncs of one item exclude one another
    begun = call;
    return new Job(job.id(), call, false, null);
  }

  @Actor
  public void due() {
    hand.turn();
  }

  @Actor
  public void refresh() {
    begunBeforeFirst = begun;
    first = cache.refresh("a");
    begunBeforeSecond = begun;
    second = cache.refresh("a");
  }

  @Arbiter
  public void after(ZZI_Result r) {
    hand.turn();
    r.r1 = first.getNow(Job.of("a")).version() > begunBeforeFirst;
    r.r2 = second.getNow(Job.of("a")).version() > begunBeforeSecond;
    r.r3 = begun;
  }
}
