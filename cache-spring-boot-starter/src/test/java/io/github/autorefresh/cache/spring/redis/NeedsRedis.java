package io.github.autorefresh.cache.spring.redis;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Skips tests where no Redis can be had, and says why. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsRedis.Condition.class)
@interface NeedsRedis {

  /** It must be in Docker, on a network that can be cut. */
  boolean inDocker() default false;

  final class Condition implements ExecutionCondition {

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      String missing =
          AnnotationSupport.findAnnotation(context.getElement(), NeedsRedis.class)
                  .map(NeedsRedis::inDocker)
                  .orElse(false)
              ? DockerRedis.missing()
              : RedisServer.missing();
      return missing == null
          ? ConditionEvaluationResult.enabled("there is a Redis")
          : ConditionEvaluationResult.disabled(missing);
    }
  }
}
