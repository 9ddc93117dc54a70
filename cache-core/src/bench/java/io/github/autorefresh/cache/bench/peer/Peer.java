package io.github.autorefresh.cache.bench.peer;

/** The contenders by the names they have in the tables. */
public enum Peer {
  AUTO_REFRESH_CACHE("auto-refresh-cache", AutoRefresh::new),
  BARE_LOOP("ConcurrentHashMap, one scheduled loop", BareLoop::new),
  BARE_LOOPS("ConcurrentHashMap, a loop per core", BareLoop::perThread),
  TASK_PER_ITEM("ScheduledThreadPoolExecutor, a task per item", TaskPerItem::new),
  CAFFEINE_REFRESH("Caffeine, refresh in a loop", CaffeineRefresh::new),
  CAFFEINE_AFTER_WRITE("Caffeine, refreshAfterWrite and readers", CaffeineAfterWrite::new),
  CACHE2K("cache2k, refreshAhead and readers", Cache2kRefreshAhead::new),
  JETCACHE("JetCache, refresh policy", JetCacheRefresh::new),
  GO_SWEEP("the Go original's sweep", GoSweep::new);

  private final String label;

  @SuppressWarnings("ImmutableEnumChecker") // constructors all
  private final Refresher.Factory factory;

  Peer(String label, Refresher.Factory factory) {
    this.label = label;
    this.factory = factory;
  }

  public String label() {
    return label;
  }

  public Refresher create(Work work) {
    return factory.create(work);
  }
}
