package io.github.autorefresh.sample;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.NoneNestedConditions;

/** Nobody said where a job service is, so there is one inside this application. */
class NoJobServiceElsewhere extends NoneNestedConditions {

  NoJobServiceElsewhere() {
    super(ConfigurationPhase.REGISTER_BEAN);
  }

  @ConditionalOnProperty("sample.job-service.url")
  static class Elsewhere {}
}
