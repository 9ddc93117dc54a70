package io.github.autorefresh.cache.spring.redis;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.spi.StoreContext;
import io.github.autorefresh.cache.spi.StoreStats;
import io.github.autorefresh.cache.spi.TimeSource;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * One of those who share a store: its parts, its calls of Redis, and its life from the first call
 * to the close. Thread-safe.
 */
final class Replica<T extends CacheItem> {

  private static final Logger log = LoggerFactory.getLogger(Replica.class);

  private final StoreContext<T> context;
  private final RedisStoreSettings settings;
  private final ItemCodec<T> codec;
  private final String name = UUID.randomUUID().toString();
  private final Chores chores;
  private final Link link;
  private final LocalItems<T> items = new LocalItems<>();
  private final Claims claims = new Claims();
  private final Hastened hastened = new Hastened();
  private final Creations creations = new Creations();
  private final Arrivals<T> arrivals;
  private final Catchup<T> catchup;
  private final Timetable timetable;
  private final SharedSettings shared;
  private final Membership membership;
  private final Hastening<T> hastening;
  private final Reconciliation<T> reconciliation;
  private final Lifetime<T> lifetime;

  private volatile @Nullable Syncing<T> syncing;

  Replica(
      StoreContext<T> context,
      RedisConnectionFactory connections,
      RedisStoreSettings settings,
      ItemCodec<T> codec,
      LongSupplier offsetMicros) {
    String cache = context.cache();
    this.context = context;
    this.settings = settings;
    this.codec = codec;
    timetable = new Timetable(context.time());
    Threads threads = Threads.of(cache);
    chores = new Chores(cache, threads);
    Keys keys = Keys.of(settings.keyPrefix(), cache);
    link = new Link(cache, connections, keys, offsetMicros, name, threads.callers());
    arrivals = new Arrivals<>(cache, items, codec, claims, hastened, context.sink());
    catchup = new Catchup<>(cache, link, items, arrivals, settings.createTimeout());
    shared = new SharedSettings(cache, context.settings(), context.control(), timetable);
    membership =
        new Membership(link, shared, catchup::seen, threads.callers(), settings.createTimeout());
    hastening = new Hastening<>(this);
    reconciliation = new Reconciliation<>(this);
    News<T> news = new News<>(this);
    Feed feed =
        new Feed(
            connections,
            keys.channel(),
            chores::inOrder,
            threads.callers(),
            news::take,
            reconciliation::readChanges);
    lifetime = new Lifetime<>(this, feed, threads);
    link.onEpochLost(reconciliation::epochLost);
  }

  void lookAfter(Syncing<T> those) {
    syncing = those;
  }

  // The parts.

  String name() {
    return name;
  }

  String cache() {
    return context.cache();
  }

  Logger log() {
    return log;
  }

  TimeSource time() {
    return context.time();
  }

  RedisStoreSettings settings() {
    return settings;
  }

  SharedSettings shared() {
    return shared;
  }

  CacheSettings cacheSettings() {
    return shared.get();
  }

  ItemCodec<T> codec() {
    return codec;
  }

  Link link() {
    return link;
  }

  Membership membership() {
    return membership;
  }

  Chores chores() {
    return chores;
  }

  LocalItems<T> items() {
    return items;
  }

  Claims claims() {
    return claims;
  }

  Hastened hastened() {
    return hastened;
  }

  Hastening<T> hastening() {
    return hastening;
  }

  Creations creations() {
    return creations;
  }

  Arrivals<T> arrivals() {
    return arrivals;
  }

  Catchup<T> catchup() {
    return catchup;
  }

  Reconciliation<T> reconciliation() {
    return reconciliation;
  }

  Lifetime<T> lifetime() {
    return lifetime;
  }

  Timetable timetable() {
    return timetable;
  }

  Syncing<T> syncing() {
    return Objects.requireNonNull(syncing);
  }

  // What the scripts are given.

  long leaseMicros() {
    return SharedSettings.micros(settings.lease());
  }

  long retentionMicros() {
    return shared.retentionMicros();
  }

  long periodMicros() {
    return shared.periodMicros();
  }

  long mostItems() {
    return shared.mostItems();
  }

  // Calls.

  boolean isUsable() {
    return membership.isUsable();
  }

  /** Runs a script on this thread. */
  Reply run(Script script, Object... arguments) {
    return membership.run(script, Reply.arguments(arguments));
  }

  Reply runRaw(Script script, List<byte[]> arguments) {
    return membership.run(script, arguments);
  }

  /** Runs a script for a thread of the application, which waits no longer than it may. */
  Reply call(Script script, Object... arguments) {
    return membership.call(script, arguments);
  }

  /** Something may be due that was not before. */
  void wake() {
    timetable.dueIn(0);
    mayBeDue();
  }

  /** More is known of what is due. */
  void mayBeDue() {
    context.control().mayBeDue();
  }

  StoreStats stats() {
    return new StoreStats(
        timetable.overdue(),
        timetable.lagNanos(),
        items.failing(),
        items.demand(cacheSettings().resyncPeriod()),
        arrivals.unreadable(),
        reconciliation.restored(),
        link.failure());
  }

  // Settings.

  void retune(CacheSettings changed) {
    CacheSettings before = cacheSettings();
    Reply reply =
        call(
            Script.RETUNE,
            SharedSettings.tps(changed),
            changed.burst(),
            SharedSettings.period(changed));
    long tuning = reply.number(0);
    shared.retuned(changed, tuning);
    double factor = (double) SharedSettings.period(changed) / SharedSettings.period(before);
    if (factor != 1) {
      rescale(tuning, factor);
    }
    timetable.dueIn(0);
  }

  private void rescale(long tuning, double factor) {
    String since = "0";
    while (!since.equals("-1")) {
      since = call(Script.RESCALE, since, tuning, factor).text(0);
    }
  }

  void pause(boolean paused) {
    call(Script.PAUSE, paused ? "1" : "0");
    shared.paused(paused);
    timetable.dueIn(0);
  }
}
