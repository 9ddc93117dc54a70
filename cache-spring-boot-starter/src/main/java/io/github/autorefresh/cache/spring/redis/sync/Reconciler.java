package io.github.autorefresh.cache.spring.redis.sync;

import io.github.autorefresh.cache.CacheItem;
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
    List<PutBack> page = new ArrayList<>();
    ids.forEach(
        id -> {
          RemovedItem removal = items.removal(id);
          if (removal != null) {
            page.add(new PutBack.Removal(removal));
          }
        });
    ids.forEach(id -> addItem(page, items.get(id)));
    restored.addAndGet(put(page));
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
    List<PutBack> first = new ArrayList<>(control.get());
    items.removals().forEach(removed -> first.add(new PutBack.Removal(removed)));
    claims.ids().forEach(id -> addItem(first, items.get(id)));
    handlerCalls.ids().forEach(id -> addItem(first, items.get(id)));
    lost.set(put(first)); // removals before all: what was removed is not to be put back
    put(claims.toPutBack());
    put(handlerCalls.toPutBack());
  }

  /** Puts back all items that Redis may have lost; then takes what Redis has. */
  public void putItemsBack() {
    List<PutBack> page = new ArrayList<>();
    for (LocalItem<T> local : (Iterable<LocalItem<T>>) items.stream()::iterator) {
      addItem(page, local);
      if (page.size() == PutBack.AT_ONCE) { // not all of them are to be in memory twice
        lost.addAndGet(put(page));
        page.clear();
      }
    }
    long absent = lost.addAndGet(put(page));
    if (absent > 0) {
      restored.addAndGet(absent);
      log.warn("Cache \"{}\": {} items were put back into Redis", cache, absent);
    }
    reader.reload();
  }

  private void addItem(List<PutBack> page, @Nullable LocalItem<T> local) {
    if (local != null) {
      page.add(new PutBack.Item(local.item().id(), local.fields(), format.encode(local.item())));
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
