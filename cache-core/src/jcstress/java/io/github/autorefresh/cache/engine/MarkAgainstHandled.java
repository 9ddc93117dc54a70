package io.github.autorefresh.cache.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.limit.TokenBucketRateLimiter;
import io.github.autorefresh.cache.spi.ClaimedItems;
import io.github.autorefresh.cache.spi.HandlerClaim;
import io.github.autorefresh.cache.spi.HandlerMarks;
import io.github.autorefresh.cache.spi.ItemPeriod;
import io.github.autorefresh.cache.spi.ItemStore;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

@JCStressTest
@Description(
    "While one worker claims a mark and ends its call, a sync commits the next wanted state: that"
        + " is handed over, to this call or to the next one, once.")
@Outcome(id = "1, 2, 0", expect = ACCEPTABLE, desc = "committed during the call, or after it")
@Outcome(id = "2, 0, 0", expect = ACCEPTABLE, desc = "committed before the claim")
@State
public class MarkAgainstHandled {

  private final ItemStore<Job> store;
  private final HandlerMarks<Job> marks;
  private final ClaimedItems<Job> run = new ClaimedItems<>();

  public MarkAgainstHandled() {
    store = Fresh.store(TokenBucketRateLimiter.unlimited());
    marks = store.marks();
    Fresh.create(store, Job.of("a"));
    sync(run);
    commit();
    store.release(run);
    run.clear();
    sync(run);
  }

  private void sync(ClaimedItems<Job> items) {
    store.claim(items, 1);
    items.updated(0, items.item(0).next(), ItemPeriod.OF_CACHE, 0);
    items.want(0);
  }

  private void commit() {
    run.committedAt(0);
    store.commit(run);
  }

  @Actor
  public void sync() {
    commit();
    store.release(run);
  }

  @Actor
  public void handle(III_Result r) {
    r.r1 = handleOne();
  }

  @Arbiter
  public void remains(III_Result r) {
    r.r2 = handleOne();
    r.r3 = handleOne();
  }

  /** The version that is handled; zero if there is nothing to do. */
  private int handleOne() {
    HandlerClaim<Job> claim = marks.claim();
    if (claim == null) {
      return 0;
    }
    marks.handled(claim);
    return claim.item().version();
  }
}
