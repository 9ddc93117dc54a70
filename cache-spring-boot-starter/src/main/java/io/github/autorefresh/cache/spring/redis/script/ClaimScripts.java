package io.github.autorefresh.cache.spring.redis.script;

import static io.github.autorefresh.cache.spring.redis.script.ScriptRunner.add;
import static io.github.autorefresh.cache.spring.redis.script.ScriptRunner.arguments;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The way of items from being due to being due again: asked for, claimed, committed, released. Run
 * as {@link ScriptRunner} says. Thread-safe.
 */
public final class ClaimScripts {

  private final ScriptRunner runner;
  private final DoubleSupplier demand;

  /**
   * What this runner runs.
   *
   * @param demand items per second that are demanded; negative if not known
   */
  public ClaimScripts(ScriptRunner runner, DoubleSupplier demand) {
    this.runner = runner;
    this.demand = demand;
  }

  /**
   * Claims due items, as many as are permitted. Atomic: an item is claimed once, a permit is used
   * once, and a request is granted once.
   *
   * @param lane of several that ask at the same time
   * @param request grows from claim to claim of a lane
   * @param perPermit items that one permit is for
   * @param limit calls per second that are permitted besides; zero for any number
   */
  public Grant claim(
      int lane, long request, long leaseMicros, int most, int perPermit, double limit) {
    ScriptResult result =
        runner.run(
            Script.CLAIM,
            arguments(leaseMicros, most, perPermit, lane, request, limit, demand.getAsDouble()));
    long wait = result.number();
    long overdue = result.number();
    long late = result.number();
    double calls = result.number() / 1000.0;
    long now = result.number();
    return new Grant(wait, overdue, late, calls, now, result.stretch(now), result.granted());
  }

  /**
   * What a claim was granted whose answer never came; if it is yet to arrive, it is granted
   * nothing. Atomic.
   */
  public List<Grant.Item> recall(int lane, long request) {
    return runner.run(Script.RECALL, arguments(lane, request)).granted();
  }

  /**
   * Puts outcomes into effect. Atomic, and fenced item by item; one that arrives twice counts once.
   *
   * <p>Counts failures over all replicas, and begins an outage if there are enough.
   *
   * @param in the epoch that the claims are of
   * @param perCall items of one call
   * @param patienceMicros how long a call may take; zero to count no failures
   * @return for each what is known of its item now, or null if it was refused
   */
  public List<@Nullable ItemFields> commit(
      Epoch in,
      long retentionMicros,
      int perCall,
      long patienceMicros,
      List<CommittedOutcome> outcomes) {
    List<byte[]> arguments = arguments(retentionMicros, perCall, patienceMicros);
    for (CommittedOutcome outcome : outcomes) {
      arguments.add(outcome.claim().id().getBytes(UTF_8));
      arguments.add(outcome.head());
      arguments.add(outcome.body());
    }
    ScriptResult result = runner.run(Script.COMMIT, in, arguments);
    List<@Nullable ItemFields> answers = new ArrayList<>(outcomes.size());
    while (result.hasMore()) {
      byte[] fields = result.bytes();
      answers.add(fields.length == 0 ? null : ItemFields.read(fields));
    }
    return answers;
  }

  /**
   * Ends claims without an outcome. Atomic, and fenced item by item.
   *
   * @param in the epoch that the claims are of
   * @param delayMicros until the items are due; negative for when they were
   */
  public void release(
      Epoch in, long delayMicros, long retentionMicros, List<? extends Fence> claims) {
    List<byte[]> arguments = arguments(delayMicros, retentionMicros);
    claims.forEach(claim -> add(arguments, claim.id(), claim.generation(), claim.run()));
    runner.run(Script.RELEASE, in, arguments);
  }

  /**
   * Prolongs leases and reservations that are still this replica's. Atomic page by page.
   *
   * @param reservations the token of each id
   */
  public void renew(
      long leaseMicros, Collection<? extends Fence> claims, Map<String, String> reservations) {
    List<Object[]> all = new ArrayList<>();
    claims.forEach(claim -> all.add(new Object[] {claim.id(), claim.generation(), claim.run()}));
    reservations.forEach((id, token) -> all.add(new Object[] {id, token, ""}));
    for (List<Object[]> page : Pages.of(all, each -> 1)) {
      List<byte[]> arguments = arguments(leaseMicros);
      page.forEach(each -> add(arguments, each));
      runner.run(Script.RENEW, arguments);
    }
  }

  /**
   * Makes items due now, or as soon as their claims end. Atomic.
   *
   * @param ids at most {@link Pages#SIZE}
   * @return the last claims of those that are neither absent nor terminal, by their ids
   */
  public Map<String, LastClaim> hasten(List<String> ids) {
    ScriptResult result = runner.run(Script.HASTEN, arguments(ids.toArray()));
    Map<String, LastClaim> lastClaims = new HashMap<>();
    while (result.hasMore()) {
      lastClaims.put(result.text(), new LastClaim(result.number(), (int) result.number()));
    }
    return lastClaims;
  }
}
