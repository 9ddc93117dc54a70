package io.github.autorefresh.cache.spring.redis.lease;

import io.github.autorefresh.cache.spi.ChangeSink;
import io.github.autorefresh.cache.spring.redis.script.LastClaim;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/**
 * What this replica has asked to be synced soon, until a sync has ended that began later: the
 * generation and the number of an item's last claim at the time tell them apart. One request stands
 * for all refreshes of the item until then, by the number of the last one. Thread-safe.
 */
public final class RefreshRequests {

  /** As long as Redis does not know, no sync serves. */
  private static final LastClaim UNKNOWN = new LastClaim(Long.MAX_VALUE, Integer.MAX_VALUE);

  private final ConcurrentHashMap<String, Request> byId = new ConcurrentHashMap<>();

  /**
   * A request.
   *
   * @param upTo the number of the last refresh that it stands for ({@link ChangeSink#lastRefresh})
   * @param last before the request: syncs of later claims serve it
   * @param isSent true once Redis knows of the request
   */
  public record Request(String id, long upTo, LastClaim last, boolean isSent) {

    /** True if a sync of that claim serves, once it has ended. */
    boolean isServedBy(long generation, int run) {
      return last.isBefore(new LastClaim(generation, run));
    }

    private Request sent(LastClaim present) {
      return new Request(id, upTo, last.isBefore(present) ? last : present, true);
    }

    private Request lost() {
      return new Request(id, upTo, last, false);
    }
  }

  /** A sync that begins from now on is wanted; Redis is to be told. */
  public Request ask(String id, long upTo) {
    Request request = new Request(id, upTo, UNKNOWN, false);
    byId.put(id, request);
    return request;
  }

  /**
   * Redis knows: syncs of later claims serve, unless something was asked for since, of which Redis
   * does not know yet. After a loss, it may count from fewer claims on.
   */
  public void sent(Request request, LastClaim present) {
    byId.replace(request.id, request, request.sent(present));
  }

  /** Redis may have lost them: they are to be sent once more. */
  public void mayBeLost() {
    byId.replaceAll((id, request) -> request.lost());
  }

  /**
   * The number of the last refresh that is served by a sync of that claim, which has ended; zero if
   * none is. Once.
   */
  public long servedBy(String id, long generation, int run) {
    Request request = byId.get(id);
    return request != null && request.isServedBy(generation, run) && byId.remove(id, request)
        ? request.upTo
        : 0;
  }

  /** Forgets one; the number of the last refresh that it stands for, zero if there is none. */
  public long remove(String id) {
    Request request = byId.remove(id);
    return request == null ? 0 : request.upTo;
  }

  /** Forgets one unless its item is here: then it is of a later generation than what is gone. */
  public void removeUnless(String id, BooleanSupplier isHere) {
    byId.computeIfPresent(id, (key, request) -> isHere.getAsBoolean() ? request : null);
  }

  List<Request> unsent() {
    List<Request> unsent = new ArrayList<>();
    byId.forEach(
        (id, request) -> {
          if (!request.isSent) {
            unsent.add(request);
          }
        });
    return unsent;
  }

  /** All items that a sync was asked for. */
  public List<String> all() {
    return List.copyOf(byId.keySet());
  }
}
