package io.github.autorefresh.cache.spring.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What this replica has claimed and reserved, whose leases are to be kept alive. Thread-safe. */
final class Claims {

  private final ConcurrentHashMap<String, Claim> byId = new ConcurrentHashMap<>();
  private final Set<Claim> held = ConcurrentHashMap.newKeySet();

  /** Reservations: the token of each id. */
  private final ConcurrentHashMap<String, String> reserved = new ConcurrentHashMap<>();

  /**
   * Takes note of a claim, unless this replica is still at work on an earlier one of the same
   * generation, whose lease has run out.
   */
  boolean add(Claim claim) {
    Claim other = byId.putIfAbsent(claim.id, claim);
    if (other != null && other.generation == claim.generation) {
      return false;
    }
    if (other != null) {
      byId.put(claim.id, claim);
    }
    held.add(claim);
    return true;
  }

  /** The claim of an item, if there is one. */
  @Nullable Claim of(String id) {
    return byId.get(id);
  }

  /** False if that has been done before. */
  boolean remove(Claim claim) {
    byId.remove(claim.id, claim);
    return held.remove(claim);
  }

  void reserve(String id, String token) {
    reserved.put(id, token);
  }

  @Nullable String token(String id) {
    return reserved.get(id);
  }

  void giveBack(String id) {
    reserved.remove(id);
  }

  boolean isEmpty() {
    return held.isEmpty() && reserved.isEmpty();
  }

  /** The arguments that renew them, three for each. */
  List<byte[]> renewals() {
    List<byte[]> arguments = new ArrayList<>();
    for (Claim claim : held) {
      arguments.addAll(Reply.arguments(claim.id, claim.generation, claim.run));
    }
    reserved.forEach((id, token) -> arguments.addAll(Reply.arguments(id, token, "")));
    return arguments;
  }
}
