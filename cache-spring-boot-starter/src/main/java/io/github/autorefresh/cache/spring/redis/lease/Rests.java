package io.github.autorefresh.cache.spring.redis.lease;

import io.github.autorefresh.cache.spring.redis.script.Grant;
import io.github.autorefresh.cache.spring.redis.script.ItemFields;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * How long items are left alone that were claimed here but cannot be read here, or of which
 * listeners are still told here: shortly at first, so that another replica gets them soon; then
 * twice as long each time until somebody has synced them, so that what nobody can sync costs ever
 * less. Thread-safe.
 */
public final class Rests {

  private static final long FIRST_MICROS = LeaseSettings.BUSY_MICROS;

  private final ConcurrentHashMap<String, Rest> byId = new ConcurrentHashMap<>();

  /**
   * @param synced when the item was last synced
   * @param until the earliest time at which the rest is over, unless somebody asks for the item
   */
  private record Rest(long synced, long until, long micros) {}

  /**
   * The next rest of an item that was to be synced, in microseconds. After one that a refresh has
   * ended, it is the first one again: a replica that can read the item waits for it.
   *
   * @param now when it was claimed
   */
  long ofSync(Grant.Item item, long now, long most) {
    return ofSync(item, now, FIRST_MICROS, most);
  }

  /** The same for an item of which listeners are being told here. */
  long ofTelling(Grant.Item item, long now, long most) {
    return ofSync(item, now, LeaseSettings.TELLING_MICROS, most);
  }

  private long ofSync(Grant.Item item, long now, long first, long most) {
    ItemFields fields = item.fields();
    return byId.compute(
            item.id(),
            (id, last) -> {
              boolean wasAskedFor = last != null && item.hastened() && fields.due() < last.until;
              return next(wasAskedFor ? null : last, fields, now, first, most);
            })
        .micros;
  }

  /** The next rest of an item that was to be handled, in microseconds. */
  public long ofCall(String id, ItemFields fields, long most) {
    return byId.compute(id, (key, last) -> next(last, fields, 0, FIRST_MICROS, most)).micros;
  }

  private static Rest next(
      @Nullable Rest last, ItemFields fields, long now, long first, long most) {
    long wanted = last != null && last.synced == fields.synced() ? 2 * last.micros : first;
    long micros = Math.min(most, wanted);
    return new Rest(fields.synced(), now + micros, micros);
  }

  /** The same, but somewhat longer: not all replicas are to come back at the same time. */
  public static long varied(long micros) {
    return micros + ThreadLocalRandom.current().nextLong(micros / 4 + 1);
  }

  /** The item can be synced here, or is gone. */
  public void forget(String id) {
    byId.remove(id);
  }
}
