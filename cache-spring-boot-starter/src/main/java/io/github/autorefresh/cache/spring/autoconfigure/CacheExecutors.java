package io.github.autorefresh.cache.spring.autoconfigure;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.thread.Threading;
import org.springframework.core.env.Environment;
import org.springframework.core.task.TaskDecorator;
import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.core.task.support.CompositeTaskDecorator;

/**
 * Chooses the threads of each cache. Those that are made here have what Boot's own executors have:
 * they are virtual if the application's are, begin with its prefix for thread names, and run its
 * task decorators; where none of this is asked for, a cache's own threads do. None is a bean, which
 * would displace Boot's.
 */
final class CacheExecutors {

  /** An idle thread ends after this time; within a period a cache may have pauses. */
  private static final long KEEP_ALIVE_SECONDS = 1;

  private final ListableBeanFactory beanFactory;
  private final boolean virtualThreads;
  private final String prefix;
  private final ObjectProvider<TaskDecorator> decorators;

  CacheExecutors(
      ListableBeanFactory beanFactory,
      Environment environment,
      ObjectProvider<TaskDecorator> decorators) {
    this.beanFactory = beanFactory;
    this.virtualThreads = Threading.VIRTUAL.isActive(environment);
    this.prefix = environment.getProperty("spring.task.execution.thread-name-prefix", "");
    this.decorators = decorators;
  }

  /**
   * The executor of a cache, or null for threads of its own.
   *
   * @param named the one that the application names for it, which is taken as it is
   */
  @Nullable Executor of(String cache, @Nullable NamedExecutor named) {
    if (named != null) {
      return named.in(beanFactory);
    }
    List<TaskDecorator> all = decorators.orderedStream().toList();
    if (!virtualThreads && prefix.isEmpty() && all.isEmpty()) {
      return null;
    }
    String threads = prefix + cache + "-sync-";
    Executor executor =
        virtualThreads ? new VirtualThreadTaskExecutor(threads) : platformThreads(threads);
    if (all.isEmpty()) {
      return executor;
    }
    TaskDecorator decorator = new CompositeTaskDecorator(all);
    return task -> executor.execute(decorator.decorate(task));
  }

  /** As many as the cache has tasks; its parallelism bounds them. */
  private static Executor platformThreads(String prefix) {
    AtomicInteger number = new AtomicInteger();
    ThreadFactory daemons =
        task -> {
          // Without the thread-locals of the request in which it happens to be started.
          Thread thread = new Thread(null, task, prefix + number.incrementAndGet(), 0, false);
          thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
          thread.setDaemon(true);
          return thread;
        };
    return new ThreadPoolExecutor(
        0,
        Integer.MAX_VALUE,
        KEEP_ALIVE_SECONDS,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        daemons);
  }
}
