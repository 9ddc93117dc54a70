package io.github.autorefresh.cache.spring.redis.lease;

import io.github.autorefresh.cache.CacheFullException;
import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheUnavailableException;
import io.github.autorefresh.cache.spring.redis.copy.LocalItem;
import io.github.autorefresh.cache.spring.redis.copy.LocalItems;
import io.github.autorefresh.cache.spring.redis.lease.Claims.Reservation;
import io.github.autorefresh.cache.spring.redis.script.CreationScripts;
import io.github.autorefresh.cache.spring.redis.script.CreationStep;
import io.github.autorefresh.cache.spring.redis.script.EncodedItem;
import io.github.autorefresh.cache.spring.redis.script.Epoch;
import io.github.autorefresh.cache.spring.redis.script.ItemFields;
import io.github.autorefresh.cache.spring.redis.script.ItemFormat;
import io.github.autorefresh.cache.spring.redis.script.RemovedItem;
import io.github.autorefresh.cache.spring.redis.script.Session;
import io.github.autorefresh.cache.spring.redis.script.StoredItem;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Items are created by calls of the application: one id by one caller at a time in the whole
 * cluster. Thread-safe.
 */
public final class CreateOperations<T extends CacheItem> {

  private static final Logger log = LoggerFactory.getLogger(CreateOperations.class);

  private final CreationScripts scripts;
  private final Session session;
  private final ApplicationCalls calls;
  private final LeaseSettings settings;
  private final Claims claims;
  private final ClaimSchedule schedule;
  private final MarkSchedule marks;
  private final LocalItems<T> items;
  private final CheckedFormat<T> format;
  private final CopyUpdates<T> updates;
  private final BusyRetry retry;
  private final ExpiryOperations expiry;
  private final AtomicLong tokens = new AtomicLong();

  /** Reservations that were asked for and not answered, by their tokens. */
  private final Map<String, String> unanswered = new ConcurrentHashMap<>();

  /** Of one replica. */
  public CreateOperations(
      LeaseParts<T> parts,
      CreationScripts scripts,
      CreationSignal creationSignal,
      ExpiryOperations expiry) {
    this.scripts = scripts;
    session = parts.session();
    calls = parts.calls();
    settings = parts.settings();
    claims = parts.claims();
    schedule = parts.schedule();
    marks = parts.marks();
    items = parts.items();
    format = new CheckedFormat<>(parts.format());
    updates = parts.updates();
    retry = new BusyRetry(settings, creationSignal);
    this.expiry = expiry;
  }

  /**
   * Finds the item, or reserves its id; waits while another replica is about to create it.
   *
   * @throws IllegalArgumentException if Redis would take the id for another one
   */
  public @Nullable T reserve(String id) {
    if (!ItemFormat.isStorable(id)) {
      throw new IllegalArgumentException(
          "The id of an item in Redis must be Unicode without unpaired surrogates, but was \""
              + id
              + "\"");
    }
    String token = session.replica() + ":" + tokens.incrementAndGet();
    CreationStep step = untilCreatable(id, () -> askToReserve(id, token));
    if (step instanceof CreationStep.Found found) {
      return found(found.item());
    }
    if (step instanceof CreationStep.Granted granted) {
      RemovedItem evicted = granted.evicted();
      if (evicted != null) {
        updates.removed(evicted);
      }
      return null;
    }
    throw full();
  }

  private CreationStep askToReserve(String id, String token) {
    try {
      return calls.call(
          () -> {
            Epoch epoch = session.epoch();
            CreationStep step =
                scripts.reserve(id, token, settings.leaseMicros(), settings.mostItems());
            if (!(step instanceof CreationStep.Granted)) {
              return step;
            }
            claims.reserve(id, new Reservation(token, epoch));
            if (token(id).isEmpty()) { // the reservations may have been put back before it was one
              claims.giveBack(id);
              return new CreationStep.Busy();
            }
            return step;
          });
    } catch (CacheUnavailableException e) {
      claims.giveBack(id);
      unanswered.put(token, id);
      throw e;
    }
  }

  private CreationStep untilCreatable(String id, Supplier<CreationStep> asking) {
    return retry.untilNotBusy(
        asking,
        CreationStep.Busy.class,
        "Another replica is creating item \"" + id + "\", and has not finished within ",
        "No creation within ");
  }

  /**
   * Creates the item; returns the one that is there now.
   *
   * @param wanted its state is to be handled
   */
  public T fulfil(String id, T item, long period, long untilFirstSync, boolean wanted) {
    try {
      EncodedItem state = encode(item);
      Epoch epoch = session.epoch();
      CreationStep step =
          untilCreatable(id, () -> askToFulfil(id, period, untilFirstSync, wanted, state));
      if (step instanceof CreationStep.Found found) {
        return found(found.item());
      }
      if (step instanceof CreationStep.Created created) {
        created(id, item, created.fields(), untilFirstSync);
        if (session.hasLeft(epoch)) {
          updates.doubt(id); // it may have come too late to be put back
        }
        return item;
      }
      throw full();
    } finally {
      claims.giveBack(id);
    }
  }

  private void created(String id, T item, ItemFields fields, long untilFirstSync) {
    updates.put(id, new LocalItem<>(item, fields, null));
    if (fields.isMarked()) {
      marks.marked();
    }
    if (fields.isTerminal()) {
      expiry.becameTerminal();
    } else {
      schedule.dueIn(untilFirstSync);
    }
  }

  private CreationStep askToFulfil(
      String id, long period, long untilFirstSync, boolean wanted, EncodedItem state) {
    try {
      return calls.call(
          () ->
              scripts.fulfil(
                  id,
                  token(id),
                  settings.mostItems(),
                  period,
                  settings.retentionMicros(),
                  state,
                  untilFirstSync,
                  wanted));
    } catch (CacheUnavailableException e) {
      updates.doubt(id);
      throw e;
    }
  }

  /** Empty if there is none, or if it was made in an epoch that has ended. */
  private String token(String id) {
    Reservation reservation = claims.reservation(id);
    return reservation != null && reservation.epoch().id().equals(session.epoch().id())
        ? reservation.token()
        : "";
  }

  private EncodedItem encode(T item) {
    boolean encoded = false;
    try {
      EncodedItem state = format.encode(item);
      encoded = true;
      return state;
    } finally {
      if (!encoded) {
        forgo(item.id());
      }
    }
  }

  private T found(StoredItem stored) {
    updates.stored(stored);
    T item = items.find(stored.id());
    if (item == null) {
      throw new CacheUnavailableException(
          "Item \"" + stored.id() + "\" exists, but this replica cannot read it",
          new IllegalStateException("It was written by another version of the application"));
    }
    return item;
  }

  private CacheFullException full() {
    long most = settings.cache().maxSize();
    long unhandled = items.unhandled();
    return unhandled == 0
        ? new CacheFullException(settings.cacheName(), most)
        : new CacheFullException(settings.cacheName(), most, unhandled);
  }

  /** Gives a reservation back; if Redis cannot be reached, as soon as it can. */
  public void forgo(String id) {
    String token = token(id);
    claims.giveBack(id);
    if (token.isEmpty()) {
      return;
    }
    unanswered.put(token, id);
    try {
      calls.call(
          () -> {
            scripts.forgo(id, token);
            return token;
          });
      unanswered.remove(token);
    } catch (CacheUnavailableException e) {
      log.debug("Reservation of {} is given back later", id, e);
    }
  }

  /** Gives back what was reserved without an answer. */
  public void forgoUnanswered() {
    unanswered.forEach(
        (token, id) -> {
          scripts.forgo(id, token);
          unanswered.remove(token);
        });
  }
}
