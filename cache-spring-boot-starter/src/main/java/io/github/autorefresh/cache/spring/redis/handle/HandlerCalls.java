package io.github.autorefresh.cache.spring.redis.handle;

import io.github.autorefresh.cache.spring.redis.script.MarkClaim;
import io.github.autorefresh.cache.spring.redis.script.PutBack;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The calls of the handler that this replica makes, until Redis knows how they have ended: their
 * leases are to be kept alive. Thread-safe.
 */
public final class HandlerCalls {

  private final ConcurrentHashMap<String, MarkClaim> byId = new ConcurrentHashMap<>();

  /** False if an earlier call for that id, whose lease has run out, goes on here. */
  boolean begin(MarkClaim claim) {
    return byId.putIfAbsent(claim.id(), claim) == null;
  }

  /** The same call, for a later state. */
  void replace(MarkClaim claim, MarkClaim later) {
    byId.replace(claim.id(), claim, later);
  }

  boolean contains(MarkClaim claim) {
    return claim.equals(byId.get(claim.id()));
  }

  void end(MarkClaim claim) {
    byId.remove(claim.id(), claim);
  }

  /** True if there is none. */
  public boolean isEmpty() {
    return byId.isEmpty();
  }

  Collection<MarkClaim> all() {
    return byId.values();
  }

  /** Their ids. */
  public Set<String> ids() {
    return byId.keySet();
  }

  /** All of them, to be put back into an epoch that begins: each goes on in that. */
  public List<PutBack> toPutBack() {
    return byId.values().stream().<PutBack>map(PutBack.HandlerCall::new).toList();
  }
}
