package io.github.autorefresh.cache.spring.redis.sync;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.spi.ForeignCode;
import io.github.autorefresh.cache.spring.redis.copy.LocalItem;
import io.github.autorefresh.cache.spring.redis.copy.LocalItems;
import io.github.autorefresh.cache.spring.redis.handle.HandlerCalls;
import io.github.autorefresh.cache.spring.redis.lease.Claims;
import io.github.autorefresh.cache.spring.redis.lease.LeaseParts;
import io.github.autorefresh.cache.spring.redis.lease.LeaseSettings;
import io.github.autorefresh.cache.spring.redis.lease.RefreshRequests;
import io.github.autorefresh.cache.spring.redis.script.ItemFormat;
import io.github.autorefresh.cache.spring.redis.script.PutBack;
import io.github.autorefresh.cache.spring.redis.script.PutBackAnswer;
import io.github.autorefresh.cache.spring.redis.script.RemovedItem;
import io.github.autorefresh.cache.spring.redis.script.RestoreScripts;
import io.github.autorefresh.cache.spring.redis.script.Session;
import io.github.autorefresh.cache.spring.redis.script.TimedCalls;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the local copy and Redis agree: when a replica starts, when messages were missed, and when
 * Redis has lost something. Used by one thread, but for what is put back first.
 */
public final class Reconciler<T extends CacheItem> {

  private static final Logger log = LoggerFactory.getLogger(Reconciler.class);

  private final String cache;
  private final RestoreScripts scripts;
  private final Session session;
  private final TimedCalls calls;
  private final LeaseSettings settings;
  private final LocalItems<T> items;
  private final Claims claims;
  private final HandlerCalls handlerCalls;
  private final Supplier<List<PutBack>> control;
  private final RefreshRequests refreshRequests;
  private final ItemFormat<T> format;
  private final ChangeLogReader<T> reader;
  private final AtomicLong restored = new AtomicLong();

  /** Items that the codec could not write when they were to be put back, and if that was told. */
  private final Map<String, Boolean> unwritable = new ConcurrentHashMap<>();

  /** Items that were absent, of those that are being put back. */
  private final AtomicLong lost = new AtomicLong();

  /**
   * For one replica.
   *
   * @param control what it knows of how the external system is to be treated, and of the stretch
   */
  public Reconciler(
      LeaseParts<T> parts,
      RestoreScripts scripts,
      HandlerCalls handlerCalls,
      Supplier<List<PutBack>> control,
      TimedCalls calls,
      ChangeLogReader<T> reader) {
    this.scripts = scripts;
    this.handlerCalls = handlerCalls;
    this.control = control;
    cache = parts.settings().cacheName();
    session = parts.session();
    settings = parts.settings();
    items = parts.items();
    claims = parts.claims();
    refreshRequests = parts.refreshRequests();
    format = parts.format();
    this.calls = calls;
    this.reader = reader;
  }

  /** How many items were put back into Redis by this replica. */
  public long restored() {
    return restored.get();
  }

  /** Takes all that Redis holds. */
  public void load() {
    reader.reload();
  }

  /** Takes what this replica was not told of. */
  public void readChanges() {
    reader.readChanges();
    reader.read(refreshRequests.all());
    putBackWhatIsLacking();
  }

  /**
   * Puts back what Redis was found to have nothing of, or something older: what was acknowledged in
   * an epoch that had ended when the answer came, and was too late to be put back with all else.
   */
  private void putBackWhatIsLacking() {
    List<String> ids = reader.lacking();
    if (ids.isEmpty()) {
      return;
    }
    Pass pass = new Pass();
    ids.forEach(
        id -> {
          RemovedItem removal = items.removals().of(id);
          if (removal != null) {
            pass.add(new PutBack.Removal(removal));
          }
        });
    ids.forEach(id -> pass.add(items.get(id)));
    restored.addAndGet(pass.put());
    pass.end();
    reader.read(ids);
    reader.areNoLongerLacking(ids); // what Redis still lacks of them, another replica knows better
  }

  /** True if nobody need look: the sequence is where it was, and nothing is in doubt. */
  public boolean isCurrent(long sequence) {
    return sequence <= reader.seen() && !reader.hasDoubts() && refreshRequests.all().isEmpty();
  }

  /**
   * Puts back what has to be there before anything is asked: an outage, a hold and a stretch,
   * removals, the items that this replica has claimed, with their claims and reservations, and
   * those that its handler is called for. What is put back is fenced by the present epoch from then
   * on.
   */
  public void putClaimsBack() {
    Pass first = new Pass();
    control.get().forEach(first::add);
    items.removals().all().forEach(removed -> first.add(new PutBack.Removal(removed)));
    claims.ids().forEach(id -> first.add(items.get(id)));
    handlerCalls.ids().forEach(id -> first.add(items.get(id)));
    lost.set(first.put()); // removals before all: what was removed is not to be put back
    first.end();
    put(claims.toPutBack());
    put(handlerCalls.toPutBack());
  }

  /** Puts back all items that Redis may have lost; then takes what Redis has. */
  public void putItemsBack() {
    Pass pass = new Pass();
    for (LocalItem<T> local : (Iterable<LocalItem<T>>) items.stream()::iterator) {
      pass.add(local);
      if (pass.size() == PutBack.AT_ONCE) { // not all of them are to be in memory twice
        lost.addAndGet(pass.put());
      }
    }
    long absent = lost.addAndGet(pass.put());
    if (absent > 0) {
      restored.addAndGet(absent);
      log.warn("Cache \"{}\": {} items were put back into Redis", cache, absent);
    }
    pass.end();
    reader.reload();
  }

  /**
   * What is put back in one go. An item that the codec cannot write makes it fail at its end, but
   * once: it may be for want of memory. The next time the item is left out, which is told.
   */
  private final class Pass {

    private final List<PutBack> page = new ArrayList<>();
    private @Nullable Throwable failure;

    int size() {
      return page.size();
    }

    void add(PutBack other) {
      page.add(other);
    }

    @SuppressWarnings("CatchThrowable") // whatever a codec throws
    void add(@Nullable LocalItem<T> local) {
      if (local == null) {
        return;
      }
      String id = local.item().id();
      try {
        page.add(new PutBack.Item(id, local.fields(), format.encode(local.item())));
        unwritable.remove(id);
      } catch (Throwable e) {
        Boolean told = unwritable.putIfAbsent(id, false);
        if (told == null) {
          failure = e;
        } else if (!told && unwritable.replace(id, false, true)) {
          String message = "item \"" + id + "\" cannot be written, nor put back into Redis";
          ForeignCode.error(log, cache, message, e);
        }
      }
    }

    /** Puts back what was added since the last time; returns how many items were absent. */
    long put() {
      long absent = Reconciler.this.put(page);
      page.clear();
      return absent;
    }

    void end() {
      if (failure != null) {
        throw new IllegalStateException("some items could not be written this time", failure);
      }
    }
  }

  private long put(List<PutBack> all) {
    long seen = reader.seen();
    long absent = 0;
    for (int from = 0; from < all.size(); from += PutBack.AT_ONCE) {
      List<PutBack> some = all.subList(from, Math.min(all.size(), from + PutBack.AT_ONCE));
      PutBackAnswer answer =
          calls.call(
              () ->
                  scripts.putBack(settings.leaseMicros(), settings.retentionMicros(), seen, some));
      claims.goOnIn(session.epoch(), answer.kept());
      absent += answer.absent();
    }
    return absent;
  }
}
