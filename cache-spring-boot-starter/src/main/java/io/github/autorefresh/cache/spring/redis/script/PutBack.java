package io.github.autorefresh.cache.spring.redis.script;

/** Something that a replica knows and Redis may have lost. */
public sealed interface PutBack {

  /** As many as are put back in one call: several scripts, if they are large. */
  int AT_ONCE = Pages.SIZE;

  /** How much of a script's arguments it takes, in shares of which a script has 256. */
  default int weight() {
    return 1;
  }

  /** An item. */
  record Item(String id, ItemFields fields, EncodedItem state) implements PutBack {
    @Override
    public int weight() {
      return Pages.weight(state.bytes().length);
    }
  }

  /** A removal. */
  record Removal(RemovedItem removed) implements PutBack {}

  /** A claim of this replica. */
  record Claim(Fence claim) implements PutBack {}

  /** A call of this replica's handler. */
  record HandlerCall(MarkClaim claim) implements PutBack {}

  /** The outage of all replicas, as this one knows it. */
  record Outage(OutageState known) implements PutBack {}

  /** No claim is to be granted for so long. */
  record Hold(long micros) implements PutBack {}

  /** By how much the stretched time was behind. */
  record Stretch(StretchedTime known) implements PutBack {}

  /** A reservation of this replica. */
  record Reservation(String id, String token) implements PutBack {}
}
