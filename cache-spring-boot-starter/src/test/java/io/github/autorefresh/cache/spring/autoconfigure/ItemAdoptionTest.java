package io.github.autorefresh.cache.spring.autoconfigure;

import static io.github.autorefresh.cache.spring.autoconfigure.StarterRunner.starter;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheSyncItem;
import io.github.autorefresh.cache.engine.AutoRefreshCacheBuilder;
import io.github.autorefresh.cache.spring.ItemSource;
import io.github.autorefresh.cache.spring.Job;
import io.github.autorefresh.cache.spring.autoconfigure.SyncBeans.OwnPodCache;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.context.support.SimpleThreadScope;

/** What an application followed before its start, it follows after it. */
class ItemAdoptionTest {

  private final ApplicationContextRunner runner =
      starter()
          .withUserConfiguration(Jobs.class)
          .withPropertyValues("auto-refresh-cache.resync-period=1h");

  @Test
  void listedItemsAreThereBeforeTraffic() {
    runner
        .withUserConfiguration(Followed.class, WebServer.class)
        .run(
            context -> {
              assertThat(context.getBean(WebServer.class).sizeAtStart).isEqualTo(1000);
              assertThat(context.getBean(Followed.class).log).containsExactly("listed", "closed");
              AutoRefreshCache<?> jobs = context.getBean(AutoRefreshCache.class);
              assertThat(jobs.stats().created()).isEqualTo(1000);
            });
  }

  @Test
  void restartOfTheContextAsksNoMore() {
    runner
        .withUserConfiguration(Followed.class)
        .run(
            context -> {
              ConfigurableApplicationContext source =
                  context.getSourceApplicationContext(ConfigurableApplicationContext.class);
              context.getBean(AutoRefreshCache.class).delete("j1");
              source.stop();
              source.start();
              assertThat(context.getBean(AutoRefreshCache.class).get("j1")).isNull();
              assertThat(context.getBean(Followed.class).log).containsExactly("listed", "closed");
            });
  }

  @Test
  void failureOfTheSourceFailsTheStart() {
    runner
        .withUserConfiguration(Broken.class)
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .cause()
                    .hasMessageContaining("'broken'")
                    .hasMessageContaining("\"jobs\"")
                    .hasMessageContaining("no database"));
  }

  @Test
  void sourceWithoutACacheFailsTheStart() {
    starter()
        .withUserConfiguration(OwnPodCache.class, Followed.class)
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .hasStackTraceContaining("'followed'")
                    .hasStackTraceContaining(Job.class.getName())
                    .hasStackTraceContaining("but there is none"));
  }

  /** As a refreshed scope makes it: a proxy and what is behind it are one source. */
  @Test
  void scopedSourceIsAskedOnce() {
    runner
        .withInitializer(
            context -> context.getBeanFactory().registerScope("refresh", new SimpleThreadScope()))
        .withUserConfiguration(Scoped.class)
        .run(
            context -> {
              assertThat(context.getBean(AutoRefreshCache.class).size()).isEqualTo(1);
              assertThat(context.getBean(Scoped.class).asked).hasValue(1);
            });
  }

  @Test
  void sourceThatIsNoCandidateForInjectionIsLeftAlone() {
    runner
        .withUserConfiguration(NoCandidate.class)
        .run(context -> assertThat(context.getBean(AutoRefreshCache.class).size()).isZero());
  }

  @Test
  void sourceWithTwoCachesFailsTheStartNamingThem() {
    starter()
        .withUserConfiguration(TwoCaches.class, Followed.class)
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .hasStackTraceContaining("'followed'")
                    .hasStackTraceContaining("slow, fast"));
  }

  @Test
  void sourceOfAnUnknownTypeFailsTheStart() {
    runner
        .withUserConfiguration(Untold.class)
        .run(context -> assertThat(context).getFailure().hasStackTraceContaining("'untold'"));
  }

  @Configuration(proxyBeanMethods = false)
  static class Jobs {
    @Bean
    CacheSyncItem<Job> jobs() {
      return job -> job;
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Followed {
    final List<String> log = new ArrayList<>();

    @Bean
    ItemSource<Job> followed() {
      return () -> {
        log.add("listed");
        return Stream.iterate(0, i -> i + 1)
            .limit(1000)
            .map(i -> Job.of("j" + i))
            .onClose(() -> log.add("closed"));
      };
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Broken {
    @Bean
    ItemSource<Job> broken() {
      return () -> {
        throw new IllegalStateException("no database");
      };
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Scoped {
    final AtomicInteger asked = new AtomicInteger();

    @Bean
    @Scope(value = "refresh", proxyMode = ScopedProxyMode.INTERFACES)
    ItemSource<Job> scoped() {
      return () -> {
        asked.incrementAndGet();
        return Stream.of(Job.of("j1"));
      };
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class NoCandidate {
    @Bean(autowireCandidate = false)
    ItemSource<Job> unused() {
      return () -> Stream.of(Job.of("j1"));
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Untold {
    @Bean
    ItemSource<?> untold() {
      return Stream::of;
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class TwoCaches {
    @Bean
    AutoRefreshCache<Job> slow() {
      return AutoRefreshCacheBuilder.named("slow").build(job -> job);
    }

    @Bean
    AutoRefreshCache<Job> fast() {
      return AutoRefreshCacheBuilder.named("fast").build(job -> job);
    }
  }

  /** Takes requests in the phase of Boot's web servers. */
  @Configuration(proxyBeanMethods = false)
  static class WebServer implements SmartLifecycle {
    private final AutoRefreshCache<Job> jobs;
    private long sizeAtStart = -1;

    WebServer(AutoRefreshCache<Job> jobs) {
      this.jobs = jobs;
    }

    @Override
    public void start() {
      sizeAtStart = jobs.size();
    }

    @Override
    public void stop() {}

    @Override
    public boolean isRunning() {
      return sizeAtStart >= 0;
    }

    @Override
    public int getPhase() {
      return WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE;
    }
  }
}
