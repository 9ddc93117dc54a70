package io.github.autorefresh.cache.spring.autoconfigure;

import static io.github.autorefresh.cache.spring.autoconfigure.StarterRunner.starter;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheSyncItem;
import io.github.autorefresh.cache.spring.ItemChangedEvent;
import io.github.autorefresh.cache.spring.Job;
import io.github.autorefresh.cache.spring.actuate.AutoRefreshCachesHealthContributor;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.aop.framework.autoproxy.DefaultAdvisorAutoProxyCreator;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.HealthContributors;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;

/** A cache may be made before any of our post-processors works, and is none the worse for it. */
class EarlyCachesTest {

  @ParameterizedTest
  @ValueSource(
      classes = {
        InAdvisor.class,
        InPostProcessor.class,
        InPriorityOrderedPostProcessor.class,
        InFactoryPostProcessor.class
      })
  void cacheThatIsMadeEarlyIsLikeAnyOther(Class<?> user) {
    starter()
        .withConfiguration(
            AutoConfigurations.of(
                AutoRefreshCacheMetricsAutoConfiguration.class,
                AutoRefreshCacheHealthAutoConfiguration.class))
        .withUserConfiguration(App.class, user)
        .withPropertyValues(
            "auto-refresh-cache.resync-period=1h", "auto-refresh-cache.caches.jobs.tps=7")
        .run(
            context -> {
              AutoRefreshCache<?> jobs = context.getBean("jobs-cache", AutoRefreshCache.class);
              assertThat(jobs.settings().tps()).isEqualTo(7);
              assertThat(jobs.isRunning()).isTrue();
              assertThat(context.getBean(ManagedCaches.class).beans()).hasSize(1).contains(jobs);
              assertThat(
                      context
                          .getBean(MeterRegistry.class)
                          .get("cache.size")
                          .tag("cache", "jobs")
                          .gauge()
                          .value())
                  .isEqualTo(1);
              assertThat(context.getBean(AutoRefreshCachesHealthContributor.class).stream())
                  .extracting(HealthContributors.Entry::name)
                  .containsExactly("jobs");
              assertThat(context.getBean(Heard.class).created).contains(Job.of("early"));
              context.getSourceApplicationContext().stop();
              assertThat(jobs.isRunning()).isFalse();
            });
  }

  @Configuration(proxyBeanMethods = false)
  @EnableConfigurationProperties
  static class App {
    @Bean
    static CacheSyncItem<Job> jobs() {
      return job -> job;
    }

    @Bean
    MeterRegistry meters() {
      return new SimpleMeterRegistry();
    }

    @Bean
    Heard heard() {
      return new Heard();
    }
  }

  static class Heard {
    final List<Job> created = new ArrayList<>();

    @EventListener
    void on(ItemChangedEvent<Job> event) {
      if (event.previous() == null) {
        created.add(event.current());
      }
    }
  }

  private static void use(AutoRefreshCache<Job> jobs) {
    jobs.getOrCreate(Job.of("early"));
  }

  @Configuration(proxyBeanMethods = false)
  static class InAdvisor {
    @Bean
    static DefaultAdvisorAutoProxyCreator proxies() {
      return new DefaultAdvisorAutoProxyCreator();
    }

    @Bean
    static DefaultPointcutAdvisor advisor(AutoRefreshCache<Job> jobs) {
      use(jobs);
      DefaultPointcutAdvisor advisor = new DefaultPointcutAdvisor();
      advisor.setPointcut(new org.springframework.aop.support.NameMatchMethodPointcut());
      return advisor;
    }

    /** The first bean asks the proxy creator, which asks for the advisor, before our turn. */
    @Bean
    static Early early() {
      return new Early();
    }
  }

  static class Early implements BeanPostProcessor, Ordered {
    @Override
    public int getOrder() {
      return LOWEST_PRECEDENCE;
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class InPostProcessor {
    @Bean
    static BeanPostProcessor postProcessor(AutoRefreshCache<Job> jobs) {
      use(jobs);
      return new BeanPostProcessor() {};
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class InPriorityOrderedPostProcessor {
    @Bean
    static PrioritizedPostProcessor postProcessor(AutoRefreshCache<Job> jobs) {
      use(jobs);
      return new PrioritizedPostProcessor();
    }
  }

  static class PrioritizedPostProcessor implements BeanPostProcessor, PriorityOrdered {
    @Override
    public int getOrder() {
      return HIGHEST_PRECEDENCE;
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class InFactoryPostProcessor {
    @Bean
    static BeanFactoryPostProcessor postProcessor() {
      return beanFactory ->
          use(beanFactory.<AutoRefreshCache<Job>>getBeanProvider(type()).getObject());
    }

    private static org.springframework.core.ResolvableType type() {
      return org.springframework.core.ResolvableType.forClassWithGenerics(
          AutoRefreshCache.class, Job.class);
    }
  }
}
