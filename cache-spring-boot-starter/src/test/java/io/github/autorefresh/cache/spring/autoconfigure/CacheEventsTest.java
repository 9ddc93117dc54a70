package io.github.autorefresh.cache.spring.autoconfigure;

import static io.github.autorefresh.cache.spring.autoconfigure.StarterRunner.starter;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheSyncItem;
import io.github.autorefresh.cache.RemovalCause;
import io.github.autorefresh.cache.spring.CacheEvent;
import io.github.autorefresh.cache.spring.CacheOutageEvent;
import io.github.autorefresh.cache.spring.CacheRecoveredEvent;
import io.github.autorefresh.cache.spring.ItemChangedEvent;
import io.github.autorefresh.cache.spring.ItemRemovedEvent;
import io.github.autorefresh.cache.spring.Job;
import io.github.autorefresh.cache.spring.Pod;
import io.github.autorefresh.cache.testing.SteppedTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.core.ResolvableType;

/** What is published, and to whom it goes. */
class CacheEventsTest {

  private final ApplicationContextRunner runner =
      starter()
          .withUserConfiguration(Caches.class)
          .withPropertyValues("auto-refresh-cache.resync-period=30s");

  @Test
  void creationAndEachChangeArePublishedWithTheStateBefore() {
    runner
        .withUserConfiguration(OfJobs.class)
        .run(
            context -> {
              AutoRefreshCache<Job> jobs = jobs(context);
              jobs.getOrCreate(Job.of("j1"));
              context.getBean(SteppedTime.class).turn();
              OfJobs heard = context.getBean(OfJobs.class);
              assertThat(heard.changed).hasSize(2);
              ItemChangedEvent<Job> created = heard.changed.get(0);
              assertThat(created.cache()).isEqualTo("jobs");
              assertThat(created.getSource()).isSameAs(jobs);
              assertThat(created.previous()).isNull();
              assertThat(created.current()).isEqualTo(Job.of("j1"));
              ItemChangedEvent<Job> changed = heard.changed.get(1);
              assertThat(changed.previous()).isEqualTo(Job.of("j1"));
              assertThat(changed.current()).isEqualTo(Job.of("j1").advanced());
            });
  }

  @Test
  void removalIsPublishedWithItsCause() {
    runner
        .withUserConfiguration(OfJobs.class)
        .run(
            context -> {
              jobs(context).getOrCreate(Job.of("j1"));
              jobs(context).delete("j1");
              List<ItemRemovedEvent<Job>> removed = context.getBean(OfJobs.class).removed;
              assertThat(removed).hasSize(1);
              assertThat(removed.get(0).cache()).isEqualTo("jobs");
              assertThat(removed.get(0).item()).isEqualTo(Job.of("j1"));
              assertThat(removed.get(0).cause()).isEqualTo(RemovalCause.DELETED);
            });
  }

  @Test
  void outageAndItsEndArePublished() {
    runner
        .withUserConfiguration(OfOutages.class)
        .run(
            context -> {
              Caches caches = context.getBean(Caches.class);
              SteppedTime time = context.getBean(SteppedTime.class);
              caches.down = true;
              for (int i = 0; i < 3; i++) {
                jobs(context).getOrCreate(Job.of("j" + i));
              }
              time.advance(Duration.ofMinutes(1));
              OfOutages heard = context.getBean(OfOutages.class);
              assertThat(heard.began).hasSize(1);
              assertThat(heard.began.get(0).cache()).isEqualTo("jobs");
              assertThat(heard.began.get(0).cause()).hasMessage("down");
              assertThat(heard.ended).isEmpty();
              caches.down = false;
              time.advance(Duration.ofMinutes(1));
              assertThat(heard.ended).hasSize(1);
              assertThat(heard.ended.get(0).cache()).isEqualTo("jobs");
              assertThat(heard.ended.get(0).lasted())
                  .isBetween(Duration.ofMinutes(1), Duration.ofSeconds(70));
            });
  }

  @Test
  void listenerOfOneItemTypeHearsOfNoOther() {
    runner
        .withUserConfiguration(OfJobs.class)
        .run(
            context -> {
              jobs(context).getOrCreate(Job.of("j1"));
              pods(context).getOrCreate(new Pod("p1"));
              pods(context).delete("p1");
              OfJobs heard = context.getBean(OfJobs.class);
              assertThat(heard.changed).hasSize(1);
              assertThat(heard.removed).isEmpty();
            });
  }

  @Test
  void listenerOfAllEventsOfCachesHearsOfAllCaches() {
    runner
        .withUserConfiguration(OfAll.class)
        .run(
            context -> {
              jobs(context).getOrCreate(Job.of("j1"));
              pods(context).getOrCreate(new Pod("p1"));
              assertThat(context.getBean(OfAll.class).heard.stream().map(CacheEvent::cache))
                  .containsExactly("jobs", "pods");
            });
  }

  @Test
  void itemsArePublishedByTheDeclaredTypeOfTheirCacheAndNotByTheirClass() {
    starter()
        .withUserConfiguration(Documents.class)
        .run(
            context -> {
              AutoRefreshCache<Document> documents =
                  context
                      .<AutoRefreshCache<Document>>getBeanProvider(
                          ResolvableType.forClassWithGenerics(
                              AutoRefreshCache.class, Document.class))
                      .getObject();
              documents.getOrCreate(new Letter("l1"));
              Documents heard = context.getBean(Documents.class);
              assertThat(heard.documents).hasSize(1);
              assertThat(heard.letters).isEmpty();
            });
  }

  @Test
  void itemsOfACacheOfUndeclaredTypeArePublishedByTheirClass() {
    starter()
        .withUserConfiguration(OfJobs.class)
        .withBean(
            "untyped", AutoRefreshCache.class, () -> new SteppedTime().cache("own").build(j -> j))
        .run(
            context -> {
              jobs(context).getOrCreate(Job.of("j1"));
              assertThat(context.getBean(OfJobs.class).changed).hasSize(1);
            });
  }

  @Test
  void genericItemsAreToldApart() {
    starter()
        .withUserConfiguration(SyncBeans.TrackedSyncs.class, OfTrackedJobs.class)
        .withPropertyValues("auto-refresh-cache.auto-startup=false")
        .run(
            context -> {
              SyncBeans.TrackedUser caches = context.getBean(SyncBeans.TrackedUser.class);
              caches.jobs().getOrCreate(new SyncBeans.Tracked<>("t1", Job.of("j1")));
              caches.pods().getOrCreate(new SyncBeans.Tracked<>("t2", new Pod("p1")));
              assertThat(context.getBean(OfTrackedJobs.class).heard).containsExactly("t1");
            });
  }

  @SuppressWarnings("unchecked")
  static AutoRefreshCache<Job> jobs(ApplicationContext context) {
    return (AutoRefreshCache<Job>)
        context.getBeanProvider(AutoRefreshCache.class).stream()
            .filter(cache -> !cache.name().equals("pods"))
            .findFirst()
            .orElseThrow();
  }

  static AutoRefreshCache<Pod> pods(ApplicationContext context) {
    return context
        .<AutoRefreshCache<Pod>>getBeanProvider(
            ResolvableType.forClassWithGenerics(AutoRefreshCache.class, Pod.class))
        .getObject();
  }

  /** Two caches whose time is moved by hand. */
  @Configuration(proxyBeanMethods = false)
  static class Caches {
    volatile boolean down;

    @Bean
    SteppedTime time() {
      return new SteppedTime();
    }

    @Bean
    AutoRefreshCacheBuilderCustomizer stepped(SteppedTime time) {
      return (name, cache) -> time.drive(cache);
    }

    @Bean
    CacheSyncItem<Job> jobs() {
      return job -> {
        if (down) {
          throw new IOException("down");
        }
        return job.advanced();
      };
    }

    @Bean
    CacheSyncItem<Pod> pods() {
      return pod -> pod;
    }
  }

  static class OfJobs {
    final List<ItemChangedEvent<Job>> changed = new ArrayList<>();
    final List<ItemRemovedEvent<Job>> removed = new ArrayList<>();

    @EventListener
    void changed(ItemChangedEvent<Job> event) {
      changed.add(event);
    }

    @EventListener
    void removed(ItemRemovedEvent<Job> event) {
      removed.add(event);
    }
  }

  static class OfOutages {
    final List<CacheOutageEvent> began = new ArrayList<>();
    final List<CacheRecoveredEvent> ended = new ArrayList<>();

    @EventListener
    void began(CacheOutageEvent event) {
      began.add(event);
    }

    @EventListener
    void ended(CacheRecoveredEvent event) {
      ended.add(event);
    }
  }

  static class OfAll {
    final List<CacheEvent> heard = new ArrayList<>();

    @EventListener
    void heard(CacheEvent event) {
      heard.add(event);
    }
  }

  static class OfTrackedJobs {
    final List<String> heard = new ArrayList<>();

    @EventListener
    void heard(ItemChangedEvent<SyncBeans.Tracked<Job>> event) {
      heard.add(event.current().id());
    }
  }

  interface Document extends CacheItem {}

  record Letter(String id) implements Document {}

  @Configuration(proxyBeanMethods = false)
  static class Documents {
    final List<Document> documents = new ArrayList<>();
    final List<Letter> letters = new ArrayList<>();

    @Bean
    CacheSyncItem<Document> sync() {
      return document -> document;
    }

    @EventListener
    void document(ItemChangedEvent<Document> event) {
      documents.add(event.current());
    }

    @EventListener
    void letter(ItemChangedEvent<Letter> event) {
      letters.add(event.current());
    }
  }
}
