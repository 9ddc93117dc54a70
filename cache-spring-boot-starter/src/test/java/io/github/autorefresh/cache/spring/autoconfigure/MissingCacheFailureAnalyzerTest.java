package io.github.autorefresh.cache.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheSyncItem;
import io.github.autorefresh.cache.spring.Job;
import io.github.autorefresh.cache.spring.Pod;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.UnsatisfiedDependencyException;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@ExtendWith(OutputCaptureExtension.class)
class MissingCacheFailureAnalyzerTest {

  @Test
  void cacheOfATypeThatNobodySyncsFailsTheStartSayingWhatToDeclare(CapturedOutput output) {
    fail(PodUser.class, JobSync.class);
    assertThat(output)
        .contains("APPLICATION FAILED TO START")
        .contains("Parameter 0 of constructor in " + PodUser.class.getName())
        .contains("AutoRefreshCache<io.github.autorefresh.cache.spring.Pod>")
        .contains("no bean that syncs such items")
        .contains("AutoRefreshCache<io.github.autorefresh.cache.spring.Job> ('job-sync')")
        .contains("CacheSyncItem<Pod> podSync()")
        .contains("AutoRefreshCacheFactory");
  }

  @Test
  void cacheThatIsMissingBecauseTheStarterIsDisabledIsExplainedSo(CapturedOutput output) {
    fail(PodUser.class, "--auto-refresh-cache.enabled=false");
    assertThat(output)
        .contains("APPLICATION FAILED TO START")
        .contains("auto-refresh-cache.enabled is false");
  }

  /** As in a test of a slice, where a sync bean is there and is not what is missing. */
  @Test
  void cacheThatIsMissingBecauseNothingIsAutoConfiguredIsExplainedSo(CapturedOutput output) {
    assertThatThrownBy(
            () ->
                new SpringApplicationBuilder(JobUser.class, JobSync.class)
                    .web(WebApplicationType.NONE)
                    .run("--spring.main.banner-mode=off"))
        .isInstanceOf(UnsatisfiedDependencyException.class);
    assertThat(output)
        .contains("caches are not auto-configured")
        .contains("@AutoConfigureAutoRefreshCaches")
        .doesNotContain("no bean that syncs such items");
  }

  @Test
  void syncBeanThatIsNoCandidateIsNamed(CapturedOutput output) {
    fail(JobUser.class, HiddenSync.class);
    assertThat(output).contains("('hiddenJobs' is declared to be no candidate");
  }

  @Test
  void otherMissingBeansAreLeftToBoot(CapturedOutput output) {
    fail(StringUser.class);
    assertThat(output)
        .contains("APPLICATION FAILED TO START")
        .contains("required a bean of type 'java.lang.StringBuilder' that could not be found")
        .doesNotContain("CacheSyncItem");
  }

  @Test
  void qualifierThatNoCacheHasIsExplainedWithBeanAndCacheNames(CapturedOutput output) {
    fail(QualifiedUser.class, Jobs.class);
    assertThat(output)
        .contains("APPLICATION FAILED TO START")
        .contains("with a qualifier (@Qualifier(\"jobs\")) that none has")
        .contains("bean 'jobs-cache', cache 'jobs'")
        .contains("Remove the qualifier")
        .doesNotContain("no bean that syncs such items");
  }

  private static void fail(Class<?> user, Class<?>... others) {
    assertThatThrownBy(() -> run("--a=b", concat(user, others)))
        .isInstanceOf(UnsatisfiedDependencyException.class);
  }

  private static void fail(Class<?> user, String argument) {
    assertThatThrownBy(() -> run(argument, user))
        .isInstanceOf(UnsatisfiedDependencyException.class);
  }

  private static void run(String argument, Class<?>... sources) {
    new SpringApplicationBuilder(App.class)
        .sources(sources)
        .web(WebApplicationType.NONE)
        .run("--spring.main.banner-mode=off", argument)
        .close();
  }

  private static Class<?>[] concat(Class<?> first, Class<?>[] others) {
    Class<?>[] all = new Class<?>[others.length + 1];
    all[0] = first;
    System.arraycopy(others, 0, all, 1, others.length);
    return all;
  }

  @Configuration(proxyBeanMethods = false)
  @ImportAutoConfiguration(AutoRefreshCacheAutoConfiguration.class)
  static class App {}

  @Configuration(proxyBeanMethods = false)
  static class JobSync {
    @Bean
    CacheSyncItem<Job> jobSync() {
      return Job::advanced;
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Jobs {
    @Bean
    CacheSyncItem<Job> jobs() {
      return Job::advanced;
    }
  }

  static class QualifiedUser {
    QualifiedUser(@Qualifier("jobs") AutoRefreshCache<Job> jobs) {
      jobs.size();
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class HiddenSync {
    @Bean(defaultCandidate = false)
    CacheSyncItem<Job> hiddenJobs() {
      return Job::advanced;
    }
  }

  static class JobUser {
    JobUser(AutoRefreshCache<Job> jobs) {
      jobs.size();
    }
  }

  static class PodUser {
    PodUser(AutoRefreshCache<Pod> pods) {
      pods.size();
    }
  }

  static class StringUser {
    StringUser(StringBuilder builder) {
      builder.append(' ');
    }
  }
}
