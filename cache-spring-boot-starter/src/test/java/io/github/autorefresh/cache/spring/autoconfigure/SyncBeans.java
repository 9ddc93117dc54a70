package io.github.autorefresh.cache.spring.autoconfigure;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheSyncBatch;
import io.github.autorefresh.cache.CacheSyncItem;
import io.github.autorefresh.cache.SyncResult;
import io.github.autorefresh.cache.engine.AutoRefreshCacheBuilder;
import io.github.autorefresh.cache.spring.Job;
import io.github.autorefresh.cache.spring.Pod;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/** Sync functions in all the ways in which applications declare them, and users of their caches. */
final class SyncBeans {

  private SyncBeans() {}

  @Component
  static class JobClient implements CacheSyncItem<Job> {
    @Override
    public Job sync(Job job) {
      return job.advanced();
    }
  }

  static class PodClient implements CacheSyncItem<Pod> {
    @Override
    public Pod sync(Pod pod) {
      return pod;
    }
  }

  abstract static class Client<T extends CacheItem> implements CacheSyncItem<T> {
    @Override
    public T sync(T item) {
      return item;
    }
  }

  static class InheritingClient extends Client<Job> {}

  static class AnyClient<T extends CacheItem> extends Client<T> {}

  record Tracked<T extends CacheItem>(String id, T item) implements CacheItem {}

  @Configuration(proxyBeanMethods = false)
  static class JobSync {
    @Bean
    CacheSyncItem<Job> jobSync() {
      return Job::advanced;
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class JobBatch {
    @Bean
    CacheSyncBatch<Job> jobBatch() {
      return jobs -> jobs.stream().map(job -> SyncResult.updated(job.advanced())).toList();
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class PodSync {
    @Bean
    CacheSyncItem<Pod> pods() {
      return pod -> pod;
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class TrackedSyncs {
    @Bean
    CacheSyncItem<Tracked<Job>> trackedJobs() {
      return item -> item;
    }

    @Bean
    CacheSyncItem<Tracked<Pod>> trackedPods() {
      return item -> item;
    }

    @Bean
    TrackedUser trackedUser(
        AutoRefreshCache<Tracked<Job>> someJobs, AutoRefreshCache<Tracked<Pod>> somePods) {
      return new TrackedUser(someJobs, somePods);
    }
  }

  record TrackedUser(AutoRefreshCache<Tracked<Job>> jobs, AutoRefreshCache<Tracked<Pod>> pods) {}

  @Configuration(proxyBeanMethods = false)
  @SuppressWarnings("rawtypes") // on purpose
  static class UnresolvableSyncs<T extends CacheItem> {
    @Bean
    CacheSyncItem raw() {
      return item -> item;
    }

    @Bean
    CacheSyncItem<?> wildcard() {
      return new JobClient();
    }

    @Bean
    CacheSyncItem<? extends Job> bounded() {
      return new JobClient();
    }

    @Bean
    AnyClient<T> variable() {
      return new AnyClient<>();
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class OwnJobCache {
    @Bean
    AutoRefreshCache<Job> ownJobs() {
      return AutoRefreshCacheBuilder.named("own-jobs").build(Job::advanced);
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class OwnPodCache {
    @Bean
    AutoRefreshCache<Pod> ownPods() {
      return AutoRefreshCacheBuilder.named("own-pods").build(pod -> pod);
    }
  }

  /** The cache of the sync bean and the application's own would have one name. */
  @Configuration(proxyBeanMethods = false)
  static class NamesakeCaches {
    @Bean
    CacheSyncItem<Job> jobs() {
      return Job::advanced;
    }

    @Bean
    AutoRefreshCache<Pod> pods() {
      return AutoRefreshCacheBuilder.named("jobs").build(pod -> pod);
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class HiddenSyncs {
    @Bean(autowireCandidate = false)
    CacheSyncItem<?> noCandidate() {
      return new JobClient();
    }

    @Bean(defaultCandidate = false)
    CacheSyncItem<Job> qualifiedOnly() {
      return new JobClient();
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class LazySync {
    @Bean
    @Lazy
    CacheSyncItem<Job> lazyJobs() {
      return Job::advanced;
    }
  }

  static class JobUser {
    final AutoRefreshCache<Job> jobs;

    JobUser(AutoRefreshCache<Job> jobs) {
      this.jobs = jobs;
    }
  }

  static class PodUser {
    final AutoRefreshCache<Pod> pods;

    PodUser(AutoRefreshCache<Pod> pods) {
      this.pods = pods;
    }
  }
}
