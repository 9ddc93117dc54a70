package io.github.autorefresh.cache.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheEntry;
import io.github.autorefresh.cache.CacheStats;
import io.github.autorefresh.cache.engine.AutoRefreshCacheBuilder;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Syncs that throw, hang, vanish and lie, while other threads create, delete, read, refresh, await,
 * retune, pause, stop and start; then the faults end, and everything must come right. A moment of
 * it in every build; the profile {@code soak} runs it long and large and reports its figures.
 */
@Timeout(value = 3, unit = TimeUnit.HOURS) // its profile sets how long it goes on
class FaultSoakTest {

  private static final Logger log = LoggerFactory.getLogger(FaultSoakTest.class);

  private static final int THINGS = Integer.getInteger("soak.items", 2_000);
  private static final int SECONDS = Integer.getInteger("soak.seconds", 2);
  private static final int PERIOD_SECONDS = Integer.getInteger("soak.period", 1);
  private static final int REPORT_SECONDS = 30;
  private static final int OWNERS = 2;
  private static final int PARALLELISM = 64;
  private static final Duration SYNC_TIMEOUT = Duration.ofMillis(500);
  private static final Duration RECOVERY = Duration.ofMinutes(10);

  private final Findings findings = new Findings();
  private final Ledger ledger = new Ledger(findings);
  private final World world = new World(THINGS, SYNC_TIMEOUT, findings);
  private final AtomicLong observed = new AtomicLong();
  private final Life[] lives = new Life[THINGS];
  private final List<Owner> owners = new ArrayList<>();

  private final AutoRefreshCache<Thing> cache =
      AutoRefreshCacheBuilder.named("soak")
          .resyncPeriod(Duration.ofSeconds(PERIOD_SECONDS))
          .rateLimit(3.0 * THINGS / PERIOD_SECONDS, 1_000)
          .parallelism(PARALLELISM)
          .syncTimeout(SYNC_TIMEOUT)
          .backoff(Duration.ofMillis(100), Duration.ofSeconds(2))
          .maxSize(THINGS - THINGS / 20)
          .terminalRetention(Duration.ofSeconds(1))
          .shutdownTimeout(Duration.ofMillis(200))
          .observer((name, outcome, nanos) -> observed.incrementAndGet())
          .build(world);

  @AfterEach
  void close() {
    cache.close();
  }

  @Test
  void everyItemIsRightAfterTheFaultsHaveEnded() throws Exception {
    for (int i = 0; i < OWNERS; i++) {
      owners.add(new Owner(cache, findings, lives, i, OWNERS));
    }
    Meddler meddler = new Meddler(cache, world);
    cache.addListener(ledger);
    cache.start();
    owners.forEach(Thread::start);
    meddler.start();

    letRun();

    meddler.end();
    meddler.join();
    owners.forEach(Owner::end);
    for (Owner owner : owners) {
      owner.join();
    }
    world.heal();
    Instant healed = Instant.now();
    await().atMost(RECOVERY).until(() -> cache.entries().allMatch(e -> isRight(e, healed)));
    await().atMost(RECOVERY).until(() -> cache.stats().stuck() == 0);
    await().atMost(RECOVERY).until(() -> refreshing() == 0);
    report("recovered");
    cache.stop();

    owners.forEach(
        owner -> owner.succeeded().forEach(life -> findings.require(life.isOver(), "lost", life)));
    balance();
    assertThat(findings.all()).isEmpty();
    cache.close();
    assertThat(owners).allMatch(owner -> owner.awaiting() == 0);
    await().until(() -> threads() == 0);
  }

  /** It has been synced since then and shows the external state, or needs no sync any more. */
  private boolean isRight(CacheEntry<Thing> entry, Instant healed) {
    return entry.item().isTerminal()
        || (world.isLatest(entry.item())
            && entry.lastError() == null
            && entry.lastSyncedAt() != null
            && entry.lastSyncedAt().isAfter(healed));
  }

  /** What is in the cache is what events and counters say. */
  private void balance() {
    Set<String> ids = new HashSet<>();
    Set<Life> present = new HashSet<>();
    cache
        .entries()
        .forEach(
            entry -> {
              findings.require(ids.add(entry.item().id()), "listed twice", entry.item());
              present.add(entry.item().life());
            });
    for (Life life : lives) {
      boolean alive = life != null && !life.isOver();
      findings.require(!alive || present.remove(life), "lost", String.valueOf(life));
    }
    assertThat(present).as("neither known nor removed").isEmpty();
    CacheStats stats = cache.stats();
    assertThat(stats.size()).isEqualTo(ids.size());
    assertThat(stats.size()).isEqualTo(ledger.created.sum() - ledger.removed.sum());
    assertThat(stats.updated() + stats.unchanged() + stats.deleted() + stats.failed())
        .isEqualTo(observed.get());
    assertThat(stats.inFlight()).isZero();
  }

  private long refreshing() {
    return owners.stream().mapToLong(Owner::refreshing).sum();
  }

  private void letRun() {
    long began = System.nanoTime();
    for (int second = 1; second <= SECONDS; second++) {
      long end = began + TimeUnit.SECONDS.toNanos(second);
      while (System.nanoTime() - end < 0) {
        LockSupport.parkNanos(end - System.nanoTime());
      }
      if (second % REPORT_SECONDS == 0) {
        report(second + " s");
      }
    }
  }

  private void report(String when) {
    System.gc(); // so that what is in use is what is needed
    CacheStats stats = cache.stats();
    log.info(
        "{}: size {}, calls {}, updated {}, failed {}, hung {}, gone {}, stuck {}, overdue {},"
            + " lag {} ms, refreshes {}, threads {}, heap {} MiB",
        when,
        stats.size(),
        world.calls.sum(),
        stats.updated(),
        stats.failed(),
        world.hangs.sum(),
        stats.deleted(),
        stats.stuck(),
        stats.overdue(),
        stats.lag().toMillis(),
        refreshing(),
        threads(),
        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20);
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("soak-"))
        .count();
  }
}
