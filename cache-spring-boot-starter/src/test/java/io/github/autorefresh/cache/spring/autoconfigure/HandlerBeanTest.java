package io.github.autorefresh.cache.spring.autoconfigure;

import static io.github.autorefresh.cache.spring.autoconfigure.StarterRunner.starter;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheSyncItem;
import io.github.autorefresh.cache.ItemHandler;
import io.github.autorefresh.cache.engine.AutoRefreshCacheBuilder;
import io.github.autorefresh.cache.testing.SteppedTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/** Handlers among the beans, and the caches whose items they handle. */
class HandlerBeanTest {

  record Task(String id, boolean isTerminal) implements CacheItem {}

  record Other(String id) implements CacheItem {}

  /** What handlers have done. */
  static final class Log {
    final List<String> lines = new ArrayList<>();
  }

  private final SteppedTime time = new SteppedTime();
  private final Log log = new Log();

  private final ApplicationContextRunner runner =
      starter()
          .withBean(Log.class, () -> log)
          .withBean(
              "stepped",
              AutoRefreshCacheBuilderCustomizer.class,
              () -> (name, cache) -> time.drive(cache));

  @Configuration(proxyBeanMethods = false)
  static class Tasks {
    @Bean
    CacheSyncItem<Task> tasks() {
      return task -> new Task(task.id(), true);
    }
  }

  /** A handler needs the cache whose items it handles. */
  static class Announcer implements ItemHandler<Task> {
    private final AutoRefreshCache<Task> tasks;
    private final Log log;

    Announcer(AutoRefreshCache<Task> tasks, Log log) {
      this.tasks = tasks;
      this.log = log;
    }

    @Override
    public void handle(Task task) {
      log.lines.add(task.id() + " of " + tasks.size());
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class LambdaHandler {
    @Bean
    ItemHandler<Task> mails(Log log) {
      return task -> log.lines.add("mailed " + task.id());
    }
  }

  private void end(AssertableApplicationContext context, String id) {
    assertThat(context).hasNotFailed();
    @SuppressWarnings("unchecked")
    AutoRefreshCache<Task> tasks = context.getBean(AutoRefreshCache.class);
    tasks.getOrCreate(new Task(id, false));
    time.turn();
  }

  @Test
  void handlerBeanHandlesTheCacheOfItsType() {
    runner
        .withUserConfiguration(Tasks.class, LambdaHandler.class)
        .run(
            context -> {
              end(context, "t1");
              assertThat(log.lines).containsExactly("mailed t1");
            });
  }

  @Test
  void handlerMayInjectItsCache() {
    runner
        .withUserConfiguration(Tasks.class)
        .withBean(Announcer.class)
        .run(
            context -> {
              end(context, "t1");
              assertThat(log.lines).containsExactly("t1 of 1");
            });
  }

  @Test
  void lazyHandlerIsMadeWhenItsCacheStarts() {
    runner
        .withUserConfiguration(Tasks.class)
        .withUserConfiguration(LazyAnnouncer.class)
        .run(context -> assertThat(made(context, LazyAnnouncer.class)).isTrue());
  }

  private static boolean made(AssertableApplicationContext context, Class<?> type) {
    String[] names = context.getBeanNamesForType(type);
    return context.getBeanFactory().containsSingleton(names[0]);
  }

  @Test
  void whatIsRegisteredBeforeTheHandlerIsMadeIsHandledIfItWants() {
    ItemHandler<Task> picky =
        new ItemHandler<>() {
          @Override
          public void handle(Task task) {
            log.lines.add(task.id());
          }

          @Override
          public boolean wants(Task task) {
            return task.id().startsWith("wanted");
          }
        };
    runner
        .withUserConfiguration(Tasks.class, Picky.class)
        .withBean("picked", Picked.class, () -> new Picked(picky))
        .withPropertyValues("auto-refresh-cache.handler.created=true")
        .run(
            context -> {
              end(context, "unwanted");
              assertThat(log.lines).containsExactly("wanted-early");
            });
  }

  record Picked(ItemHandler<Task> handler) {}

  @Configuration(proxyBeanMethods = false)
  static class Picky {
    @Bean
    ItemHandler<Task> picky(Picked picked) {
      return picked.handler();
    }

    @Bean
    String registered(AutoRefreshCache<Task> tasks) {
      tasks.getOrCreate(new Task("wanted-early", true));
      tasks.getOrCreate(new Task("other-early", true));
      return "";
    }
  }

  @Test
  void propertiesSayHowItIsCalled() {
    runner
        .withUserConfiguration(Tasks.class, LambdaHandler.class)
        .withPropertyValues(
            "auto-refresh-cache.handler.parallelism=3",
            "auto-refresh-cache.caches.tasks.handler.retention=2h")
        .run(
            context -> {
              var settings = context.getBean(AutoRefreshCache.class).settings().handler();
              assertThat(settings.parallelism()).isEqualTo(3);
              assertThat(settings.retention()).hasHours(2);
              assertThat(settings.created()).isFalse();
            });
  }

  @Test
  void badPropertyFailsTheStartWithItsName() {
    runner
        .withUserConfiguration(Tasks.class)
        .withPropertyValues("auto-refresh-cache.handler.parallelism=0")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .hasMessageContaining("handlerParallelism")
                    .hasMessageContaining("from 1 to"));
  }

  @Test
  void customizersHandlerGoesBeforeTheBean() {
    ItemHandler<Task> own = task -> log.lines.add("customized " + task.id());
    runner
        .withUserConfiguration(Tasks.class, LambdaHandler.class)
        .withBean(
            "own",
            AutoRefreshCacheBuilderCustomizer.class,
            () -> (name, cache) -> cache.handler(own))
        .run(
            context -> {
              end(context, "t1");
              assertThat(log.lines).containsExactly("customized t1");
            });
  }

  @Configuration(proxyBeanMethods = false)
  static class SecondHandler {
    @Bean
    ItemHandler<Task> orders() {
      return task -> {};
    }
  }

  @Test
  void twoHandlersOfOneTypeFailTheStart() {
    runner
        .withUserConfiguration(Tasks.class, LambdaHandler.class, SecondHandler.class)
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .hasMessageContaining("'mails'")
                    .hasMessageContaining("'orders'")
                    .hasMessageContaining(Task.class.getName()));
  }

  @Configuration(proxyBeanMethods = false)
  static class HandlerOfNothing {
    @Bean
    ItemHandler<Other> others() {
      return other -> {};
    }
  }

  @Test
  void handlerWithoutACacheFailsTheStart() {
    runner
        .withUserConfiguration(Tasks.class, HandlerOfNothing.class)
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .hasMessageContaining("'others'")
                    .hasMessageContaining(Other.class.getName())
                    .hasMessageContaining("does not exist"));
  }

  @Configuration(proxyBeanMethods = false)
  static class CacheMadeByHand {
    @Bean
    AutoRefreshCache<Task> byHand() {
      return AutoRefreshCacheBuilder.named("by-hand").build(task -> task);
    }
  }

  @Test
  void handlerOfACacheThatTheFactoryHasNotMadeFailsTheStart() {
    runner
        .withUserConfiguration(CacheMadeByHand.class, LambdaHandler.class)
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .hasMessageContaining("'mails'")
                    .hasMessageContaining("'byHand'"));
  }

  @Configuration(proxyBeanMethods = false)
  static class TwoCaches {
    @Bean
    AutoRefreshCache<Task> mornings(AutoRefreshCacheFactory caches) {
      return caches.create("mornings", Task.class, task -> task);
    }

    @Bean
    AutoRefreshCache<Task> evenings(AutoRefreshCacheFactory caches) {
      return caches.create("evenings", Task.class, task -> task);
    }
  }

  @Test
  void handlerOfTwoCachesFailsTheStart() {
    runner
        .withUserConfiguration(TwoCaches.class, LambdaHandler.class)
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .hasMessageContaining("'mails'")
                    .hasMessageContaining("'mornings'")
                    .hasMessageContaining("'evenings'"));
  }

  @ParameterizedTest
  @CsvSource({
    "evenings, mornings: mailed; evenings: customized",
    "mornings, mornings: customized; evenings: mailed",
    "mornings evenings, mornings: customized; evenings: customized"
  })
  void customizersHandlerLeavesTheBeanToTheOtherCache(String customized, String expected) {
    ItemHandler<Task> own = task -> log.lines.add("customized " + task.id());
    runner
        .withUserConfiguration(TwoCaches.class, LambdaHandler.class)
        .withPropertyValues("auto-refresh-cache.handler.created=true")
        .withBean(
            "own",
            AutoRefreshCacheBuilderCustomizer.class,
            () ->
                (name, cache) -> {
                  if (customized.contains(name)) {
                    cache.handler(own);
                  }
                })
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              List<String> handled = new ArrayList<>();
              for (String name : List.of("mornings", "evenings")) {
                @SuppressWarnings("unchecked")
                AutoRefreshCache<Task> cache = context.getBean(name, AutoRefreshCache.class);
                cache.getOrCreate(new Task("t1", true));
                time.turn();
                handled.add(name + ": " + log.lines.get(log.lines.size() - 1).replace(" t1", ""));
              }
              assertThat(log.lines).hasSize(2);
              assertThat(String.join("; ", handled)).isEqualTo(expected);
            });
  }

  @Configuration(proxyBeanMethods = false)
  static class LazyCache {
    @Bean
    @Lazy
    AutoRefreshCache<Task> lazyTasks(AutoRefreshCacheFactory caches) {
      return caches.create("lazy-tasks", Task.class, task -> new Task(task.id(), true));
    }
  }

  @Test
  void lazyCacheGetsItsHandlerWhenItComes() {
    runner
        .withUserConfiguration(LazyCache.class, LambdaHandler.class)
        .run(
            context -> {
              end(context, "t1");
              assertThat(log.lines).containsExactly("mailed t1");
            });
  }

  @Configuration(proxyBeanMethods = false)
  @SuppressWarnings("rawtypes") // on purpose
  static class RawHandler {
    @Bean
    ItemHandler raw() {
      return item -> {};
    }
  }

  @Test
  void handlerWhoseTypeCannotBeToldFailsTheStart() {
    runner
        .withUserConfiguration(Tasks.class, RawHandler.class)
        .run(context -> assertThat(context).getFailure().hasMessageContaining("'raw'"));
  }

  @Configuration(proxyBeanMethods = false)
  static class HiddenHandlers {
    @Bean(autowireCandidate = false)
    ItemHandler<Other> noCandidate() {
      return other -> {};
    }
  }

  @Test
  void handlerThatIsNoCandidateIsLeftAlone() {
    runner
        .withUserConfiguration(Tasks.class, HiddenHandlers.class)
        .run(context -> assertThat(context).hasNotFailed());
  }

  @Test
  void handlerThatCannotBeMadeFailsTheStart() {
    runner
        .withUserConfiguration(Tasks.class)
        .withUserConfiguration(Broken.class)
        .run(
            context ->
                assertThat(context).getFailure().rootCause().hasMessageContaining("no SMTP host"));
  }

  @Component
  @Lazy
  static class LazyAnnouncer extends Announcer {
    LazyAnnouncer(AutoRefreshCache<Task> tasks, Log log) {
      super(tasks, log);
    }
  }

  @Component
  @Lazy
  static class Broken implements ItemHandler<Task> {
    Broken() {
      throw new IllegalStateException("no SMTP host");
    }

    @Override
    public void handle(Task task) {}
  }
}
