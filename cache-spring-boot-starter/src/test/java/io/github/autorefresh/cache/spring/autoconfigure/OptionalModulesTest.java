package io.github.autorefresh.cache.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.spring.autoconfigure.SyncBeans.JobSync;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

/** Every combination of optional modules that an application may have and lack. */
class OptionalModulesTest {

  /** All that the starter uses if it is there. One more doubles the combinations. */
  private static final List<Module> MODULES =
      List.of(
          module("io.micrometer.core").with(SimpleMeterRegistry::new, CacheMetricsBinder.class),
          module("io.micrometer.observation")
              .with(TestObservationRegistry::create, SyncDecorator.class),
          module("org.springframework.boot.micrometer.metrics"),
          module("org.springframework.boot.micrometer.observation"),
          module("org.springframework.boot.actuate.endpoint"),
          module("org.springframework.boot.actuate.autoconfigure"),
          module("org.springframework.boot.health"));

  /**
   * A module by the package of its classes.
   *
   * @param bean what an application with it has, and null if nothing of ours comes of that
   * @param ours the bean of ours that comes of that one
   */
  private record Module(String packageName, @Nullable Supplier<?> bean, @Nullable Class<?> ours) {

    Module with(Supplier<?> bean, Class<?> ours) {
      return new Module(packageName, bean, ours);
    }

    @Override
    public String toString() {
      return packageName;
    }
  }

  private static Module module(String packageName) {
    return new Module(packageName, null, null);
  }

  static List<List<Module>> combinations() {
    return IntStream.range(0, 1 << MODULES.size())
        .mapToObj(
            bits ->
                IntStream.range(0, MODULES.size())
                    .filter(i -> (bits & 1 << i) != 0)
                    .mapToObj(MODULES::get)
                    .toList())
        .toList();
  }

  @ParameterizedTest(name = "without {0}")
  @MethodSource("combinations")
  void applicationStartsWithWhatItHas(List<Module> absent) {
    ApplicationContextRunner runner = runner(absent.stream().map(Module::packageName).toList());
    List<Module> present = new ArrayList<>(MODULES);
    present.removeAll(absent);
    for (Module module : present) {
      if (module.bean() != null) {
        runner = with(runner, module.bean());
      }
    }
    runner.run(
        context -> {
          assertThat(context.getBean(AutoRefreshCache.class).isRunning()).isTrue();
          for (Module module : MODULES) {
            if (module.ours() != null) {
              assertThat(context.getBeansOfType(module.ours()))
                  .as("what comes of %s", module)
                  .hasSize(present.contains(module) ? 1 : 0);
            }
          }
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "org.springframework.boot.web.server",
        "org.springframework.web",
        "tools.jackson",
        "io.micrometer.tracing",
        "org.springframework.boot.micrometer.tracing"
      })
  void applicationStartsWithoutThese(String absent) {
    runner(List.of(absent))
        .run(context -> assertThat(context.getBean(AutoRefreshCache.class).isRunning()).isTrue());
  }

  /** In the tests above, classes that are hidden from Spring are there for the JVM all the same. */
  @Test
  void applicationStartsOnAClassPathWithoutAnyOptionalJar() throws Exception {
    Pattern optional =
        Pattern.compile(
            "(micrometer-(core|jakarta9|registry|observation-test|tracing)|context-propagation"
                + "|spring-boot-(actuator|health|micrometer|starter-actuator|starter-micrometer))-.*");
    ClassPath bare = ClassPath.ofTests().without(optional.asMatchPredicate());
    assertThat(bare.entries()).hasSizeLessThan(ClassPath.ofTests().entries().size() - 6);
    assertThat(bare.call(OptionalModulesTest.BareApplication.class, "run"))
        .isEqualTo("job-sync runs: true");
  }

  /** Apart from this test, which needs what the application lacks. */
  static final class BareApplication {

    private BareApplication() {}

    static String run(String... arguments) {
      try (var context =
          new SpringApplicationBuilder(App.class, JobSync.class)
              .web(WebApplicationType.NONE)
              .run("--auto-refresh-cache.observations.enabled=true")) {
        AutoRefreshCache<?> cache = context.getBean(AutoRefreshCache.class);
        return cache.name() + " runs: " + cache.isRunning();
      }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class App {}
  }

  private static ApplicationContextRunner runner(List<String> absent) {
    return new ApplicationContextRunner()
        .withConfiguration(AutoConfigurations.of(AutoConfigurationTest.registered()))
        .withUserConfiguration(JobSync.class)
        .withPropertyValues("auto-refresh-cache.observations.enabled=true")
        .withClassLoader(new FilteredClassLoader(absent.toArray(String[]::new)));
  }

  private static <B> ApplicationContextRunner with(
      ApplicationContextRunner runner, Supplier<B> supplier) {
    B bean = supplier.get();
    @SuppressWarnings("unchecked") // the class of what it supplies
    Class<B> type = (Class<B>) bean.getClass();
    return runner.withBean(type, () -> bean);
  }
}
