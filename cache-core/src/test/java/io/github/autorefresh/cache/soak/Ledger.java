package io.github.autorefresh.cache.soak;

import io.github.autorefresh.cache.CacheListener;
import io.github.autorefresh.cache.RemovalCause;
import java.util.concurrent.atomic.LongAdder;

/** Keeps the books of all lives by the events of the cache. Thread-safe. */
final class Ledger implements CacheListener<Thing> {

  private final Findings findings;
  final LongAdder created = new LongAdder();
  final LongAdder removed = new LongAdder();

  Ledger(Findings findings) {
    this.findings = findings;
  }

  @Override
  public void onCreated(Thing thing) {
    created.increment();
    findings.require(thing.life().created(), "created twice", thing);
  }

  @Override
  public void onUpdated(Thing previous, Thing current) {
    findings.require(current.state() != Thing.POISON, "a discarded result was kept", current);
    findings.require(previous.life() == current.life(), "updated from another life", current);
    if (current.isTerminal()) {
      current.life().becameTerminal();
    }
  }

  @Override
  public void onRemoved(Thing thing, RemovalCause cause) {
    removed.increment();
    findings.require(thing.life().removed(cause), "removed twice or for no reason", thing);
  }
}
