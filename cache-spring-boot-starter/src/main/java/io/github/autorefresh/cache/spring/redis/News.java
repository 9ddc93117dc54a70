package io.github.autorefresh.cache.spring.redis;

import io.github.autorefresh.cache.CacheItem;

/** Takes what other replicas publish, message by message. Used by one thread. */
final class News<T extends CacheItem> {

  private static final byte[] NO_ERROR = {};

  private final Replica<T> replica;
  private final Arrivals<T> arrivals;

  News(Replica<T> replica) {
    this.replica = replica;
    arrivals = replica.arrivals();
  }

  void take(byte[] body) {
    Message message = new Message(body);
    boolean follows = replica.catchup().follows(message.before, message.after);
    boolean own = message.caller.equals(replica.name());
    boolean due = false;
    while (message.next()) {
      char kind = message.kind;
      due |= kind == 'C' || kind == 'W' || kind == 'M';
      if (kind == 'M' || kind == 'C') {
        replica.creations().ended();
      }
      if (kind == 'T') {
        replica.chores().soon(replica.lifetime()::pulse);
      } else if (!own) {
        take(message);
      }
    }
    if (due && !own) {
      replica.wake();
    }
    if (!follows) {
      replica.reconciliation().readChanges();
    }
  }

  private void take(Message entry) {
    switch (entry.kind) {
      case 'C', 'U' -> arrivals.state(entry.id(), entry.meta(), entry.extra(), NO_ERROR);
      case 'S', 'F' -> arrivals.synced(entry.id(), entry.meta(), entry.extra());
      case 'D' ->
          arrivals.removed(entry.id(), entry.meta().version(), Arrivals.cause(entry.extra()[0]));
      default -> {}
    }
  }
}
