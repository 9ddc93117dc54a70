package io.github.autorefresh.cache.spring.autoconfigure;

import static io.github.autorefresh.cache.spring.autoconfigure.StarterRunner.starter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.mock;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.SyncResult;
import io.github.autorefresh.cache.engine.AutoRefreshCacheBuilder;
import io.github.autorefresh.cache.spi.SyncObserver;
import io.github.autorefresh.cache.spring.Job;
import io.github.autorefresh.cache.spring.Pod;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

class AutoRefreshCacheFactoryTest {

  private final ApplicationContextRunner runner = starter();

  @Test
  void cachesMadeByHandAreInjectedByTypeAndRun() {
    runner
        .withUserConfiguration(OwnCaches.class)
        .withPropertyValues("auto-refresh-cache.resync-period=1h")
        .run(
            context -> {
              CacheUser user = context.getBean(CacheUser.class);
              assertThat(user.first().name()).isEqualTo("jobs");
              assertThat(user.second().name()).isEqualTo("pods");
              user.first().getOrCreate(Job.of("j1"));
              await()
                  .untilAsserted(
                      () -> assertThat(user.first().get("j1")).isEqualTo(new Job("j1", 1)));
            });
  }

  @Test
  void batchedCacheTakesItsBatchSizeFromTheProperties() {
    withFactory(
        runner.withPropertyValues("auto-refresh-cache.max-batch=17"),
        caches -> {
          AutoRefreshCache<Job> jobs =
              caches.createBatched(
                  "jobs", Job.class, all -> all.stream().map(SyncResult::updated).toList());
          assertThat(jobs.settings().maxBatch()).isEqualTo(17);
          jobs.close();
        });
  }

  @Test
  void cacheThatIsNotBatchedHasNoBatchSize() {
    withFactory(
        runner,
        caches -> {
          AutoRefreshCache<Job> jobs = caches.create("jobs", Job.class, Job::advanced);
          assertThat(jobs.settings().maxBatch()).isEqualTo(1);
          jobs.close();
        });
  }

  /** Such as the one that is meant where nothing is said. */
  @Test
  void cacheThatIsABeanTwiceIsOneCache() {
    runner
        .withUserConfiguration(OwnCaches.class, SecondBean.class)
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              assertThat(context.getBean("mainJobs")).isSameAs(context.getBean("jobs"));
              assertThat(context.getBean(ManagedCaches.class).beans())
                  .extracting(AutoRefreshCache::name)
                  .containsExactly("jobs", "pods");
            });
  }

  @Test
  void badNameIsRefusedNamingThoseThatExist() {
    withFactory(
        runner.withUserConfiguration(OwnCaches.class),
        caches -> {
          for (String bad : new String[] {"", "Jobs", "9jobs", "-jobs", "my jobs", "a_b", "a.b"}) {
            assertThatThrownBy(() -> caches.create(bad, Job.class, Job::advanced))
                .hasMessageContaining("'" + bad + "'")
                .hasMessageContaining("[a-z][a-z0-9-]*")
                .hasMessageContaining("jobs, pods");
          }
        });
  }

  @Test
  void duplicateNameIsRefusedNamingThoseThatExist() {
    withFactory(
        runner.withUserConfiguration(OwnCaches.class),
        caches -> {
          for (String taken : new String[] {"jobs", "j-obs"}) {
            assertThatThrownBy(() -> caches.create(taken, Job.class, Job::advanced))
                .hasMessageContaining("'" + taken + "'")
                .hasMessageContaining("bean 'jobs'")
                .hasMessageContaining("jobs, pods");
          }
        });
  }

  @Test
  void badNameOfABeanFailsTheStart() {
    runner
        .withBean("own", AutoRefreshCache.class, () -> own("My Jobs"))
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .hasMessageContaining("Bean 'own'")
                    .hasMessageContaining("'My Jobs'"));
  }

  @Test
  void duplicateNamesOfBeansFailTheStart() {
    runner
        .withUserConfiguration(OwnCaches.class)
        .withBean("own", AutoRefreshCache.class, () -> own("jobs"))
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .hasMessageContaining("'jobs'")
                    .hasMessageContaining("'own'"));
  }

  @Test
  void nameOfACacheThatCouldNotBeMadeIsFree() {
    Set<String> broken = ConcurrentHashMap.newKeySet();
    broken.add("jobs");
    AutoRefreshCacheBuilderCustomizer customizer =
        (name, builder) -> {
          if (broken.remove(name)) {
            throw new IllegalStateException("not yet");
          }
        };
    withFactory(
        runner.withBean(AutoRefreshCacheBuilderCustomizer.class, () -> customizer),
        caches -> {
          assertThatThrownBy(() -> caches.create("jobs", Job.class, Job::advanced))
              .hasMessage("not yet");
          caches.create("jobs", Job.class, Job::advanced).close();
        });
  }

  @Test
  void nullsAreRefusedByName() {
    withFactory(
        runner,
        caches -> {
          assertThatNullPointerException()
              .isThrownBy(() -> caches.create(null, Job.class, Job::advanced))
              .withMessage("name");
          assertThatNullPointerException()
              .isThrownBy(() -> caches.create("jobs", null, Job::advanced))
              .withMessage("type");
          assertThatNullPointerException()
              .isThrownBy(() -> caches.create("jobs", Job.class, null))
              .withMessage("sync");
          assertThatNullPointerException()
              .isThrownBy(() -> caches.createBatched("jobs", Job.class, null))
              .withMessage("sync");
        });
  }

  @Test
  void lastCustomizerHasTheLastWord() {
    runner
        .withPropertyValues("auto-refresh-cache.caches.jobs.parallelism=2")
        .withUserConfiguration(OwnCaches.class, Customizers.class)
        .run(
            context -> {
              CacheUser user = context.getBean(CacheUser.class);
              assertThat(user.first().settings().parallelism()).isEqualTo(5);
              assertThat(user.second().settings().parallelism()).isEqualTo(4);
            });
  }

  @Test
  void everyObserverHearsOfSyncsWhateverAnotherThrows() {
    Set<String> heard = ConcurrentHashMap.newKeySet();
    SyncObserver broken =
        (cache, outcome, nanos) -> {
          throw new IllegalStateException("broken");
        };
    SyncObserver listening = (cache, outcome, nanos) -> heard.add(cache + " " + outcome);
    runner
        .withUserConfiguration(OwnCaches.class)
        .withBean("broken", SyncObserver.class, () -> broken)
        .withBean("listening", SyncObserver.class, () -> listening)
        .run(
            context -> {
              context.getBean(CacheUser.class).first().getOrCreate(Job.of("j1"));
              await().untilAsserted(() -> assertThat(heard).contains("jobs UPDATED"));
            });
  }

  @Test
  void factoryOfTheApplicationIsUsedInstead() {
    AutoRefreshCacheFactory own = mock(AutoRefreshCacheFactory.class);
    runner
        .withBean(AutoRefreshCacheFactory.class, () -> own)
        .run(context -> assertThat(context).getBean(AutoRefreshCacheFactory.class).isSameAs(own));
  }

  private static void withFactory(
      ApplicationContextRunner runner, Consumer<AutoRefreshCacheFactory> test) {
    runner.run(context -> test.accept(context.getBean(AutoRefreshCacheFactory.class)));
  }

  private static AutoRefreshCache<Job> own(String name) {
    return AutoRefreshCacheBuilder.named(name).build(Job::advanced);
  }

  record CacheUser(AutoRefreshCache<Job> first, AutoRefreshCache<Pod> second) {}

  @Configuration(proxyBeanMethods = false)
  static class SecondBean {
    @Bean
    @Primary
    AutoRefreshCache<Job> mainJobs(@Qualifier("jobs") AutoRefreshCache<Job> jobs) {
      return jobs;
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class OwnCaches {
    @Bean
    AutoRefreshCache<Job> jobs(AutoRefreshCacheFactory caches) {
      return caches.create("jobs", Job.class, Job::advanced);
    }

    @Bean
    AutoRefreshCache<Pod> pods(AutoRefreshCacheFactory caches) {
      return caches.create("pods", Pod.class, pod -> pod);
    }

    @Bean
    CacheUser cacheUser(AutoRefreshCache<Job> someJobs, AutoRefreshCache<Pod> somePods) {
      return new CacheUser(someJobs, somePods);
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Customizers {
    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE)
    AutoRefreshCacheBuilderCustomizer last() {
      return (name, builder) -> {
        if (name.equals("jobs")) {
          builder.parallelism(5);
        }
      };
    }

    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    AutoRefreshCacheBuilderCustomizer first() {
      return (name, builder) -> builder.parallelism(4);
    }
  }
}
