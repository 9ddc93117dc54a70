package io.github.autorefresh.cache.spring.redis.lease;

import io.github.autorefresh.cache.spring.redis.script.Epoch;
import io.github.autorefresh.cache.spring.redis.script.PutBack;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What this replica has claimed and reserved, whose leases are to be kept alive. Thread-safe. */
public final class Claims {

  private final ConcurrentHashMap<String, Claim> byId = new ConcurrentHashMap<>();
  private final Set<Claim> held = ConcurrentHashMap.newKeySet();
  private final ConcurrentHashMap<String, Reservation> reserved = new ConcurrentHashMap<>();

  /** A reservation of an id: its token, and the epoch in which it holds. */
  record Reservation(String token, Epoch epoch) {}

  /**
   * Takes note of a claim, unless this replica is still at work on an earlier one of the same
   * generation, whose lease has run out.
   */
  boolean add(Claim claim) {
    Claim other = byId.putIfAbsent(claim.id(), claim);
    if (other != null && other.generation() == claim.generation()) {
      return false;
    }
    if (other != null) {
      byId.put(claim.id(), claim);
    }
    held.add(claim);
    return true;
  }

  /** The claim of an item, if there is one. */
  public @Nullable Claim of(String id) {
    return byId.get(id);
  }

  /** False if that has been done before. */
  boolean remove(Claim claim) {
    byId.remove(claim.id(), claim);
    return held.remove(claim);
  }

  void reserve(String id, Reservation reservation) {
    reserved.put(id, reservation);
  }

  @Nullable Reservation reservation(String id) {
    return reserved.get(id);
  }

  /** True until an item that is created here is in the local copy, or will not be created. */
  public boolean isReserved(String id) {
    return reserved.containsKey(id);
  }

  void giveBack(String id) {
    reserved.remove(id);
  }

  /** Nothing is to be kept alive. */
  public boolean isEmpty() {
    return held.isEmpty() && reserved.isEmpty();
  }

  Collection<Claim> held() {
    return held;
  }

  /** The ids that are claimed. */
  public Set<String> ids() {
    return byId.keySet();
  }

  /** The token of each id. */
  Map<String, String> tokens() {
    Map<String, String> tokens = new HashMap<>();
    reserved.forEach((id, reservation) -> tokens.put(id, reservation.token()));
    return tokens;
  }

  /** All of them, to be put back into an epoch that begins. */
  public List<PutBack> toPutBack() {
    List<PutBack> all = new ArrayList<>();
    held.forEach(claim -> all.add(new PutBack.Claim(claim)));
    reserved.forEach((id, own) -> all.add(new PutBack.Reservation(id, own.token())));
    return all;
  }

  /** These are this replica's in that epoch as well; those that are not among them are lost. */
  public void goOnIn(Epoch epoch, List<PutBack> kept) {
    for (PutBack each : kept) {
      if (each instanceof PutBack.Claim back && back.claim() instanceof Claim claim) {
        claim.goesOnIn(epoch);
      } else if (each instanceof PutBack.Reservation back) {
        reserved.computeIfPresent(
            back.id(),
            (id, own) ->
                own.token().equals(back.token()) ? new Reservation(back.token(), epoch) : own);
      }
    }
  }
}
