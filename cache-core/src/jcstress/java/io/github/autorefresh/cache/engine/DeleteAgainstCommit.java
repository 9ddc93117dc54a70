package io.github.autorefresh.cache.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.limit.TokenBucketRateLimiter;
import io.github.autorefresh.cache.spi.ClaimedItems;
import io.github.autorefresh.cache.spi.ItemPeriod;
import io.github.autorefresh.cache.spi.ItemStore;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLLL_Result;

@JCStressTest
@Description(
    "An item is deleted and made again while its sync commits: what remains is the new one.")
@Outcome(id = "true, true, 100, 1", expect = ACCEPTABLE, desc = "the commit came first")
@Outcome(id = "false, true, 100, 1", expect = ACCEPTABLE, desc = "the delete came first")
@State
public class DeleteAgainstCommit {

  private final ItemStore<Job> store = Fresh.store(TokenBucketRateLimiter.unlimited(), "a");
  private final ClaimedItems<Job> run = new ClaimedItems<>();

  public DeleteAgainstCommit() {
    store.claim(run, 1);
    run.updated(0, run.item(0).next(), ItemPeriod.OF_CACHE, 0);
  }

  @Actor
  public void sync(LLLL_Result r) {
    store.commit(run);
    r.r1 = run.isAccepted(0);
    store.release(run);
  }

  @Actor
  public void deleteAndCreate(LLLL_Result r) {
    r.r2 = store.remove("a");
    Fresh.create(store, new Job("a", 100, false, null));
  }

  @Arbiter
  public void remains(LLLL_Result r) {
    r.r3 = store.find("a").version();
    r.r4 = store.claim(new ClaimedItems<>(), 2); // the freed slot is not in the schedule any more
  }
}
