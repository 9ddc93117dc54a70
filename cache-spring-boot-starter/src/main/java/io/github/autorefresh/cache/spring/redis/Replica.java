package io.github.autorefresh.cache.spring.redis;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheSettings;
import io.github.autorefresh.cache.CacheUnavailableException;
import io.github.autorefresh.cache.spi.StoreContext;
import io.github.autorefresh.cache.spi.StoreStats;
import io.github.autorefresh.cache.spi.TimeSource;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * One of those who share a store: its connection, its copy of the items, and what keeps both alive.
 * Thread-safe.
 */
final class Replica<T extends CacheItem> {

  private static final Logger log = LoggerFactory.getLogger(Replica.class);

  private static final byte[] NO_ERROR = {};
  private static final Duration PULSE = Duration.ofSeconds(1);
  private static final Duration PULSE_TIMEOUT = Duration.ofSeconds(3);
  private static final long REMEMBERS_REMOVALS_NANOS = Duration.ofMinutes(2).toNanos();

  private final StoreContext<T> context;
  private final RedisStoreSettings settings;
  private final ItemCodec<T> codec;
  private final String name = UUID.randomUUID().toString();
  private final Threads threads;
  private final Link link;
  private final Feed feed;
  private final LocalItems<T> items = new LocalItems<>();
  private final Claims claims = new Claims();
  private final Hastened hastened = new Hastened();
  private final Arrivals<T> arrivals;
  private final Catchup<T> catchup;
  private final Timetable timetable;
  private final AtomicLong restored = new AtomicLong();
  private final AtomicBoolean lost = new AtomicBoolean();
  private final AtomicBoolean reading = new AtomicBoolean();
  private final ReentrantLock entering = new ReentrantLock();
  private final ReentrantLock creations = new ReentrantLock();
  private final Condition creationEnded = creations.newCondition();
  private long creationsEnded;

  private volatile CacheSettings cacheSettings;
  private volatile @Nullable Syncing<T> syncing;
  private volatile boolean entered;
  private volatile boolean opened;
  private volatile boolean closed;
  private volatile long tuning;
  private volatile boolean paused;
  private boolean warned;

  Replica(
      StoreContext<T> context,
      RedisConnectionFactory connections,
      RedisStoreSettings settings,
      ItemCodec<T> codec,
      LongSupplier offsetMicros) {
    this.context = context;
    this.settings = settings;
    this.codec = codec;
    cacheSettings = context.settings();
    timetable = new Timetable(context.time());
    threads = Threads.of(context.cache());
    Keys keys = Keys.of(settings.keyPrefix(), context.cache());
    link = new Link(context.cache(), connections, keys, offsetMicros, name, threads.callers());
    arrivals = new Arrivals<>(context.cache(), items, codec, claims, hastened, context.sink());
    catchup = new Catchup<>(context.cache(), link, items, arrivals, settings.createTimeout());
    feed =
        new Feed(
            connections,
            keys.channel(),
            this::inOrder,
            threads.callers(),
            this::take,
            this::readChanges);
    link.onEpochLost(this::epochLost);
  }

  void lookAfter(Syncing<T> those) {
    syncing = those;
  }

  // What the verbs of the store use.

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

  CacheSettings cacheSettings() {
    return cacheSettings;
  }

  ItemCodec<T> codec() {
    return codec;
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

  Arrivals<T> arrivals() {
    return arrivals;
  }

  Catchup<T> catchup() {
    return catchup;
  }

  Timetable timetable() {
    return timetable;
  }

  long leaseMicros() {
    return micros(settings.lease());
  }

  long retentionMicros() {
    return micros(cacheSettings.terminalRetention());
  }

  long periodMicros() {
    return period(cacheSettings);
  }

  /** As the scripts take it: zero if there is no bound. */
  long mostItems() {
    long most = cacheSettings.maxSize();
    return most == CacheSettings.UNBOUNDED_SIZE ? 0 : most;
  }

  boolean isUsable() {
    return entered && link.isUp();
  }

  /** Runs a script on this thread. */
  Reply run(Script script, Object... arguments) {
    return runRaw(script, Reply.arguments(arguments));
  }

  Reply runRaw(Script script, List<byte[]> arguments) {
    return new Reply(link.run(script, arguments));
  }

  /** Runs a script for a thread of the application, which waits no longer than it may. */
  Reply call(Script script, Object... arguments) {
    if (!entered) {
      enter();
    }
    return new Reply(link.call(script, Reply.arguments(arguments), settings.createTimeout()));
  }

  /** Waits until a creation has ended somewhere, or that long. */
  void awaitCreation(Duration longest) {
    creations.lock();
    try {
      long since = creationsEnded;
      long remaining = longest.toNanos();
      while (creationsEnded == since && remaining > 0) {
        remaining = creationEnded.awaitNanos(remaining);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CacheUnavailableException("Interrupted while another replica creates", e);
    } finally {
      creations.unlock();
    }
  }

  void hasten(String id) {
    hastened.ask(id);
    sendHastened(List.of(id));
  }

  private void sendHastened(List<String> ids) {
    if (!isUsable()) {
      return;
    }
    for (int from = 0; from < ids.size(); from += Catchup.PAGE) {
      List<String> some = ids.subList(from, Math.min(ids.size(), from + Catchup.PAGE));
      Reply reply;
      try {
        reply = call(Script.HASTEN, some.toArray());
      } catch (CacheUnavailableException e) {
        log.debug("{} items are hastened later", some.size(), e);
        return;
      }
      for (int i = 0; i < some.size(); i++) {
        String id = some.get(i);
        if (reply.number(i) < 0) {
          hastened.remove(id);
        } else {
          hastened.sent(id, (int) reply.number(i));
          arrivals.hastened(id);
        }
      }
    }
    timetable.dueIn(0);
  }

  StoreStats stats() {
    return new StoreStats(
        timetable.overdue(),
        timetable.lagNanos(),
        items.failing(),
        items.demand(cacheSettings.resyncPeriod()),
        arrivals.unreadable(),
        restored.get(),
        link.failure());
  }

  // Settings.

  void retune(CacheSettings changed) {
    CacheSettings before = cacheSettings;
    Reply reply = call(Script.RETUNE, tps(changed), changed.burst(), period(changed));
    tuning = reply.number(0);
    cacheSettings = changed;
    double factor = (double) period(changed) / period(before);
    if (factor != 1) {
      rescale(factor);
    }
    timetable.dueIn(0);
  }

  private void rescale(double factor) {
    String since = "0";
    while (!since.equals("-1")) {
      since = call(Script.RESCALE, since, tuning, factor).text(0);
    }
  }

  void pause(boolean paused) {
    call(Script.PAUSE, paused ? "1" : "0");
    this.paused = paused;
    timetable.dueIn(0);
  }

  private void adopt(Reply held, int from) {
    long number = held.number(from + 3);
    if (number == tuning) {
      return;
    }
    tuning = number;
    double tps = held.decimal(from);
    CacheSettings now =
        cacheSettings
            .withTps(tps == 0 ? CacheSettings.UNLIMITED_TPS : tps)
            .withBurst((int) held.number(from + 1))
            .withResyncPeriod(Duration.of(held.number(from + 2), ChronoUnit.MICROS));
    if (!now.equals(cacheSettings)) {
      log.info(
          "Cache \"{}\": tps {}, burst {} and resync period {} hold for all replicas now",
          cache(),
          now.tps(),
          now.burst(),
          now.resyncPeriod());
      cacheSettings = now;
      context.control().retuned(now.tps(), now.burst(), now.resyncPeriod());
    }
    paused = held.text(from + 4).equals("1");
    context.control().paused(paused);
    timetable.dueIn(0);
    context.control().mayBeDue();
  }

  private static Object tps(CacheSettings settings) {
    return settings.isUnlimited() ? "0" : settings.tps();
  }

  /** As the scripts take it. */
  private static long period(CacheSettings settings) {
    return Meta.micros(settings.resyncPeriod().toNanos());
  }

  private static long micros(Duration duration) {
    return Math.max(0, TimeUnit.NANOSECONDS.toMicros(duration.toNanos()));
  }

  // From the first use to the close.

  /** Takes part in the cache, without having loaded anything yet. */
  private void enter() {
    entering.lock();
    try {
      if (!entered) {
        takePart();
      }
    } finally {
      entering.unlock();
    }
  }

  private void takePart() {
    CacheSettings here = cacheSettings;
    Future<List<@Nullable Object>> opening =
        threads
            .callers()
            .submit(
                () ->
                    link.runInAnyEpoch(
                        Script.OPEN,
                        Reply.arguments(
                            UUID.randomUUID(),
                            catchup.seen(),
                            tps(here),
                            here.burst(),
                            period(here),
                            paused ? "1" : "0")));
    Reply held = new Reply(link.await(opening, settings.createTimeout()));
    link.enter(held.bytes(0));
    link.works();
    entered = true;
    adopt(held, 3);
    warnOfOtherSettings();
  }

  /**
   * What the cluster has wins, until somebody resets it; a new configuration does not by itself.
   */
  private void warnOfOtherSettings() {
    CacheSettings held = cacheSettings;
    CacheSettings configured = context.settings();
    boolean same =
        held.tps() == configured.tps()
            && held.burst() == configured.burst()
            && period(held) == period(configured);
    if (!same && !warned) {
      warned = true;
      log.warn(
          "Cache \"{}\": configured here are tps {}, burst {} and resync period {}, but tps {}, burst"
              + " {} and resync period {} hold for all replicas, until they are reset or retuned",
          cache(),
          configured.tps(),
          configured.burst(),
          configured.resyncPeriod(),
          held.tps(),
          held.burst(),
          held.resyncPeriod());
    }
  }

  /** Subscribes, loads all items, and stays current from then on. Returns when they are here. */
  synchronized void open() {
    if (opened || closed) {
      return;
    }
    opened = true;
    feed.start();
    Future<?> loading = threads.arrivals().submit(this::load);
    try {
      loading.get();
    } catch (ExecutionException e) {
      log.warn("Cache \"{}\" starts without the items that Redis holds", cache(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    every(PULSE, this::pulse);
    every(settings.lease().dividedBy(3), this::renew);
    every(settings.reconcileInterval(), () -> inOrder(this::readChanges));
    every(Duration.ofMinutes(1), () -> items.forget(System.nanoTime() - REMEMBERS_REMOVALS_NANOS));
  }

  private void load() {
    enter();
    warnOfEviction();
    catchup.reload();
    sendHastened(hastened.unsent());
  }

  /** Redis must not evict what it holds: that would lose items without a word. */
  private void warnOfEviction() {
    link.evictionPolicy()
        .filter(policy -> !policy.equals("noeviction"))
        .ifPresent(
            policy ->
                log.warn(
                    "Cache \"{}\": Redis has the maxmemory-policy {} and may evict items; set it to"
                        + " noeviction",
                    cache(),
                    policy));
  }

  /** Goes on looking after leases until the last call is over, then lets go. */
  synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    link.closing();
    feed.stop();
    threads.arrivals().shutdown();
    if (claims.isEmpty()) {
      threads.keeper().shutdown();
    }
  }

  private void every(Duration interval, Runnable task) {
    var unused =
        threads
            .keeper()
            .scheduleWithFixedDelay(
                () -> safely(task), interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
  }

  @SuppressWarnings("CatchThrowable") // nothing may end what looks after leases
  private void safely(Runnable task) {
    try {
      task.run();
    } catch (CacheUnavailableException e) {
      log.debug("Cache \"{}\": put off", cache(), e);
    } catch (Throwable e) {
      log.error("Cache \"{}\": a task of its store failed and will be repeated", cache(), e);
    }
  }

  /** Does this after all that has arrived so far has been taken. */
  private void inOrder(Runnable task) {
    try {
      threads.arrivals().execute(() -> safely(task));
    } catch (RejectedExecutionException e) {
      log.debug("Cache \"{}\" is closed: nothing arrives any more", cache());
    }
  }

  private void renew() {
    if (closed && claims.isEmpty()) {
      threads.keeper().shutdown();
    } else if (isUsable()) {
      Objects.requireNonNull(syncing).renew();
    }
  }

  // What comes in.

  private void take(byte[] body) {
    Message message = new Message(body);
    boolean follows = catchup.follows(message.before, message.after);
    boolean own = message.caller.equals(name);
    boolean due = false;
    while (message.next()) {
      char kind = message.kind;
      due |= kind == 'C' || kind == 'W' || kind == 'M';
      if (kind == 'M' || kind == 'C') {
        signalCreation();
      }
      if (kind == 'T') {
        threads.keeper().execute(() -> safely(this::pulse));
      } else if (!own) {
        take(message);
      }
    }
    if (due && !own) {
      timetable.dueIn(0);
      context.control().mayBeDue();
    }
    if (!follows) {
      readChanges();
    }
  }

  private void take(Message entry) {
    switch (entry.kind) {
      case 'C', 'U' -> arrivals.state(entry.id, Meta.read(entry.meta), entry.extra, NO_ERROR);
      case 'S', 'F' -> arrivals.synced(entry.id, Meta.read(entry.meta), entry.extra);
      case 'D' ->
          arrivals.removed(
              entry.id, Meta.read(entry.meta).version(), Arrivals.cause(entry.extra[0]));
      default -> {}
    }
  }

  private void signalCreation() {
    creations.lock();
    try {
      creationsEnded++;
      creationEnded.signalAll();
    } finally {
      creations.unlock();
    }
  }

  /** Looks for what it was not told of. */
  private void readChanges() {
    if (!isUsable() || !reading.compareAndSet(false, true)) {
      return;
    }
    try {
      if (!catchup.read()) {
        log.warn("Cache \"{}\": Redis has fallen back to an earlier state", cache());
        putBack();
      }
      catchup.reread(hastened.all());
    } finally {
      reading.set(false);
    }
  }

  /** Looks whether Redis can be used, and what holds. */
  void pulse() {
    if (closed) {
      return;
    }
    if (!entered) {
      inOrder(this::load);
      return;
    }
    Throwable failure = link.failure();
    String sign = feed.isSilent() ? "1" : "0";
    Future<List<@Nullable Object>> beat =
        threads.callers().submit(() -> link.run(Script.PULSE, Reply.arguments(sign)));
    Reply held = new Reply(link.await(beat, PULSE_TIMEOUT));
    timetable.overdue(held.number(1), held.number(2));
    if (failure != null) {
      link.works();
      boolean damaged = Link.rootMessage(failure).contains("WRONGTYPE");
      inOrder(() -> recover(damaged));
    }
    adopt(held, 3);
    feed.check();
  }

  private void recover(boolean damaged) {
    Objects.requireNonNull(syncing).releaseDropped();
    if (damaged) {
      putBack();
    } else {
      readChanges();
    }
    sendHastened(hastened.unsent());
    timetable.dueIn(0);
    context.control().mayBeDue();
  }

  private void epochLost() {
    if (lost.compareAndSet(false, true)) {
      entered = false;
      log.warn("Cache \"{}\": Redis has lost its items; putting back what is here", cache());
      inOrder(
          () -> {
            lost.set(false);
            tuning = -1;
            enter();
            putBack();
          });
    }
  }

  /** Puts items back that Redis has lost, then takes what it has. */
  private void putBack() {
    items.forgetAllRemovals();
    long put = catchup.restore(codec, retentionMicros());
    restored.addAndGet(put);
    log.warn("Cache \"{}\": {} items were put back into Redis", cache(), put);
    catchup.reload();
    timetable.dueIn(0);
    context.control().mayBeDue();
  }
}
