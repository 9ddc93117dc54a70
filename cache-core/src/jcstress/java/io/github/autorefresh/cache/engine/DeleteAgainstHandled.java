package io.github.autorefresh.cache.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.limit.TokenBucketRateLimiter;
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
    "An item is deleted and its id created and marked again while its handler's call ends: the new"
        + " item is handed in once, and nothing is left over.")
@Outcome(id = "1, 100, 0", expect = ACCEPTABLE, desc = "it waited for the call, or came after it")
@State
public class DeleteAgainstHandled {

  private final ItemStore<Job> store;
  private final HandlerMarks<Job> marks;
  private final HandlerClaim<Job> call;

  public DeleteAgainstHandled() {
    store = Fresh.store(TokenBucketRateLimiter.unlimited());
    marks = store.marks();
    create(Job.of("a").terminal());
    call = marks.claim();
  }

  private void create(Job job) {
    store.reserve(job.id());
    marks.fulfil(job.id(), job, ItemPeriod.TERMINAL, 0);
  }

  @Actor
  public void handle(III_Result r) {
    marks.handled(call);
    r.r1 = call.item().version();
  }

  @Actor
  public void deleteAndCreate() {
    store.remove("a");
    create(new Job("a", 100, true, null));
  }

  @Arbiter
  public void remains(III_Result r) {
    HandlerClaim<Job> next = marks.claim();
    r.r2 = next == null ? 0 : next.item().version();
    if (next != null) {
      marks.handled(next);
    }
    r.r3 = (int) marks.stats().unhandled();
  }
}
