package io.github.autorefresh.cache.spring.redis.script;

import static io.github.autorefresh.cache.spring.redis.script.ScriptRunner.add;
import static io.github.autorefresh.cache.spring.redis.script.ScriptRunner.arguments;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * What a replica asks of a store for its handler. Run as {@link ScriptRunner} says. Thread-safe.
 */
public final class HandlerScripts {

  private final ScriptRunner runner;

  /** What this runner runs. */
  public HandlerScripts(ScriptRunner runner) {
    this.runner = runner;
  }

  /**
   * This replica has a handler, as Redis learns when it opens, and by each heartbeat: for so long
   * after the last one all replicas mark terminal states.
   */
  public void announceHandler(long retentionMicros) {
    runner.handlerSeen(retentionMicros);
  }

  /**
   * Ends calls, and claims what is to be handled next. Atomic; ends are fenced one by one, and one
   * that arrives twice counts once; an id is claimed once, and a request is granted once.
   *
   * @param ends at most {@link Pages#SIZE}
   * @param most how many may be claimed; none by a call of {@link #end}
   * @param request grows from claim to claim
   * @param heard the last one whose answer was heard; those between are void
   */
  public HandlerGrant next(
      List<HandlerEnd> ends, long leaseMicros, int most, long request, long heard) {
    Epoch epoch = runner.session().epoch();
    List<byte[]> arguments = arguments(leaseMicros, most, request, heard);
    for (HandlerEnd end : ends) {
      MarkClaim claim = end.claim();
      add(arguments, claim.id(), claim.token(), claim.generation(), claim.marked());
      add(arguments, end.delayMicros());
    }
    ScriptResult result = runner.run(Script.HANDLER_NEXT, epoch, arguments);
    long wait = result.number();
    long due = result.number();
    long longest = result.number();
    List<HandlerEnd.Answer> ended = new ArrayList<>();
    while (ended.size() < ends.size()) {
      byte[] fields = result.bytes();
      ended.add(
          new HandlerEnd.Answer(
              fields.length == 0 ? null : ItemFields.read(fields),
              result.number(),
              result.number()));
    }
    String token = runner.session().replica() + ":" + request;
    List<HandlerGrant.Item> items = new ArrayList<>();
    while (result.hasMore()) {
      String id = result.text();
      ItemFields fields = result.fields();
      MarkClaim claim = new MarkClaim(id, token, fields.generation(), fields.marked());
      items.add(new HandlerGrant.Item(epoch, claim, fields, (int) result.number()));
    }
    return new HandlerGrant(wait, due, longest, ended, items);
  }

  /** The same without a claim; does not count as a request. */
  public HandlerGrant end(List<HandlerEnd> ends) {
    return next(ends, 0, 0, 0, 0);
  }

  /**
   * Notes that a call has failed, which may go on. Atomic, and fenced.
   *
   * @return microseconds since the first failure in a row; negative if it was refused
   */
  public long fail(MarkClaim claim, String error) {
    List<byte[]> arguments = arguments(claim.id(), claim.token(), claim.generation());
    arguments.add(CommittedOutcome.shortened(error));
    return runner.run(Script.HANDLER_FAIL, arguments).number();
  }

  /** Makes an unhandled item due now, or as soon as its call ends; false if there is none. */
  public boolean retry(String id) {
    return runner.run(Script.HANDLER_RETRY, arguments(id)).flag();
  }

  /** Prolongs the leases of calls that are still this replica's. Atomic page by page. */
  public void renew(long leaseMicros, Collection<MarkClaim> claims) {
    for (List<MarkClaim> page : Pages.of(List.copyOf(claims), claim -> 1)) {
      List<byte[]> arguments = arguments(leaseMicros);
      page.forEach(claim -> add(arguments, claim.id(), claim.token()));
      runner.run(Script.HANDLER_RENEW, arguments);
    }
  }

  /**
   * Gives up some of what has been terminal and unhandled for so long. Atomic. What was given up by
   * a request whose answer was not heard is told of again.
   *
   * @param request grows from one to the next
   * @param heard the last one whose answer was heard
   */
  public HandlerGivenUp giveUp(long retentionMicros, long request, long heard) {
    ScriptResult result =
        runner.run(Script.HANDLER_GIVE_UP, arguments(retentionMicros, request, heard));
    long longest = result.number();
    List<HandlerGivenUp.Item> items = new ArrayList<>();
    while (result.hasMore()) {
      String id = result.text();
      String error = result.text();
      long before = result.number();
      byte[] fields = result.bytes();
      items.add(
          new HandlerGivenUp.Item(
              id, error, before, fields.length == 0 ? null : ItemFields.read(fields)));
    }
    return new HandlerGivenUp(longest, items);
  }
}
