package io.github.autorefresh.cache.spring.autoconfigure;

import static io.github.autorefresh.cache.spring.autoconfigure.CacheEventsTest.jobs;
import static io.github.autorefresh.cache.spring.autoconfigure.CacheEventsTest.pods;
import static io.github.autorefresh.cache.spring.autoconfigure.StarterRunner.starter;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheListener;
import io.github.autorefresh.cache.spring.CacheEvent;
import io.github.autorefresh.cache.spring.ItemChangedEvent;
import io.github.autorefresh.cache.spring.ItemRemovedEvent;
import io.github.autorefresh.cache.spring.Job;
import io.github.autorefresh.cache.spring.Pod;
import io.github.autorefresh.cache.spring.autoconfigure.CacheEventsTest.Caches;
import io.github.autorefresh.cache.testing.SteppedTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.ArgumentMatchers;
import org.mockito.Mockito;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.event.EventListener;
import org.springframework.core.ResolvableType;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.event.TransactionalEventListener;

/** All the ways in which applications declare who listens. */
class EventListenersTest {

  private final ApplicationContextRunner runner =
      starter().withUserConfiguration(Caches.class, Heard.class);

  @ParameterizedTest
  @ValueSource(
      classes = {
        Parameter.class,
        Classes.class,
        Condition.class,
        ListenerBean.class,
        LambdaBean.class,
        LazyListener.class,
        Transactional.class
      })
  void listenerHearsOfItsItemsHoweverItIsDeclared(Class<?> declaration) {
    runner
        .withUserConfiguration(declaration)
        .run(
            context -> {
              jobs(context).getOrCreate(Job.of("j1"));
              pods(context).getOrCreate(new Pod("p1"));
              assertThat(heard(context)).containsExactly("j1");
            });
  }

  @Test
  void transactionalListenerWithoutFallbackIsPublishedToInVain() {
    runner
        .withUserConfiguration(TransactionalOnly.class)
        .run(
            context -> {
              jobs(context).getOrCreate(Job.of("j1"));
              assertThat(heard(context)).isEmpty();
            });
  }

  @Test
  void listenerOfTheParentContextHears() {
    new ApplicationContextRunner()
        .withUserConfiguration(Heard.class, Parameter.class)
        .run(
            parent ->
                starter()
                    .withParent(parent.getSourceApplicationContext())
                    .withUserConfiguration(Caches.class)
                    .run(
                        context -> {
                          jobs(context).getOrCreate(Job.of("j1"));
                          assertThat(heard(parent)).containsExactly("j1");
                        }));
  }

  @Test
  void lazyCacheIsListenedToOnceItIsThere() {
    starter()
        .withUserConfiguration(Heard.class, Parameter.class, LazyJobs.class)
        .run(
            context -> {
              jobs(context).getOrCreate(Job.of("j1"));
              assertThat(heard(context)).containsExactly("j1");
            });
  }

  @ParameterizedTest
  @ValueSource(classes = {Nobody.class, AnyEvent.class, AnyObject.class, AnyLambda.class})
  void nothingIsPublishedForWhoListensForAnythingWhatever(Class<?> declaration) {
    runner
        .withUserConfiguration(declaration)
        .run(
            context -> {
              jobs(context).getOrCreate(Job.of("j1"));
              assertThat(heard(context)).isEmpty();
            });
  }

  @Test
  void whoListensForAnythingHearsOfWhatIsPublishedForOthers() {
    runner
        .withUserConfiguration(Parameter.class, AnyEvent.class)
        .run(
            context -> {
              jobs(context).getOrCreate(Job.of("j1"));
              assertThat(heard(context)).containsExactlyInAnyOrder("j1", "any");
            });
  }

  @ParameterizedTest
  @ValueSource(classes = {Nobody.class, Removals.class, Parameter.class})
  void cacheThatNobodyListensToHasNoListener(Class<?> declaration) {
    AutoRefreshCache<Pod> pods = Mockito.mock();
    Mockito.when(pods.name()).thenReturn("pods");
    starter()
        .withUserConfiguration(Heard.class, declaration)
        .withInitializer(
            context -> {
              RootBeanDefinition definition = new RootBeanDefinition();
              definition.setTargetType(
                  ResolvableType.forClassWithGenerics(AutoRefreshCache.class, Pod.class));
              definition.setInstanceSupplier(() -> pods);
              ((BeanDefinitionRegistry) context.getBeanFactory())
                  .registerBeanDefinition("pods", definition);
            })
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              Mockito.verify(pods, Mockito.never()).addListener(ArgumentMatchers.any());
            });
  }

  @Test
  void listenerThatThrowsHarmsNobody() {
    runner
        .withUserConfiguration(Throwing.class)
        .run(
            context -> {
              AutoRefreshCache<Job> jobs = jobs(context);
              AtomicInteger created = new AtomicInteger();
              jobs.addListener(
                  new CacheListener<Job>() {
                    @Override
                    public void onCreated(Job item) {
                      created.incrementAndGet();
                    }
                  });
              jobs.getOrCreate(Job.of("j1"));
              context.getBean(SteppedTime.class).turn();
              assertThat(context.getBean(Throwing.class).calls).hasValue(2);
              assertThat(created).hasValue(1);
              assertThat(jobs.get("j1")).isEqualTo(Job.of("j1").advanced());
              assertThat(jobs.stats().failed()).isZero();
            });
  }

  private static List<String> heard(ApplicationContext context) {
    return context.getBean(Heard.class).ids;
  }

  /** The ids of what was heard of. */
  static class Heard {
    final List<String> ids = new ArrayList<>();
  }

  static class Nobody {}

  record Parameter(Heard heard) {
    @EventListener
    void changed(ItemChangedEvent<Job> event) {
      heard.ids.add(event.current().id());
    }
  }

  record Classes(Heard heard) {
    @EventListener(classes = {ItemChangedEvent.class, ItemRemovedEvent.class})
    void happened(CacheEvent event) {
      if (event instanceof ItemChangedEvent<?> changed && event.cache().equals("jobs")) {
        heard.ids.add(changed.current().id());
      }
    }
  }

  record Condition(Heard heard) {
    @EventListener(condition = "#event.cache() == 'jobs' and #event.previous() == null")
    void created(ItemChangedEvent<?> event) {
      heard.ids.add(event.current().id());
    }
  }

  record ListenerBean(Heard heard) implements ApplicationListener<ItemChangedEvent<Job>> {
    @Override
    public void onApplicationEvent(ItemChangedEvent<Job> event) {
      heard.ids.add(event.current().id());
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class LambdaBean {
    @Bean
    ApplicationListener<ItemChangedEvent<Job>> listener(Heard heard) {
      return event -> heard.ids.add(event.current().id());
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class LazyListener {
    @Bean
    @Lazy
    ApplicationListener<ItemChangedEvent<Job>> listener(Heard heard) {
      return event -> heard.ids.add(event.current().id());
    }
  }

  @EnableTransactionManagement
  @Component
  record Transactional(Heard heard) {
    @TransactionalEventListener(fallbackExecution = true)
    public void changed(ItemChangedEvent<Job> event) {
      heard.ids.add(event.current().id());
    }
  }

  @EnableTransactionManagement
  @Component
  record TransactionalOnly(Heard heard) {
    @TransactionalEventListener
    public void changed(ItemChangedEvent<Job> event) {
      heard.ids.add(event.current().id());
    }
  }

  record AnyEvent(Heard heard) {
    @EventListener
    void any(ApplicationEvent event) {
      if (event instanceof CacheEvent) {
        heard.ids.add("any");
      }
    }
  }

  record AnyObject(Heard heard) {
    @EventListener
    void any(Object event) {
      if (event instanceof CacheEvent) {
        heard.ids.add("any");
      }
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class AnyLambda {
    @Bean
    ApplicationListener<?> listener(Heard heard) {
      return event -> {
        if (event instanceof CacheEvent) {
          heard.ids.add("any");
        }
      };
    }
  }

  static class Removals {
    @EventListener
    void removed(ItemRemovedEvent<Job> event) {}
  }

  static class Throwing {
    final AtomicInteger calls = new AtomicInteger();

    @EventListener
    void changed(ItemChangedEvent<Job> event) {
      calls.incrementAndGet();
      throw new IllegalStateException("on purpose");
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class LazyJobs {
    @Bean
    @Lazy
    AutoRefreshCache<Job> jobs(AutoRefreshCacheFactory caches) {
      return caches.create("jobs", Job.class, Job::advanced);
    }
  }
}
