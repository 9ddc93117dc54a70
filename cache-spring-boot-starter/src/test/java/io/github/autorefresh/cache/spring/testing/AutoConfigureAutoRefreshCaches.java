package io.github.autorefresh.cache.spring.testing;

import io.github.autorefresh.cache.spring.autoconfigure.AutoRefreshCacheAutoConfiguration;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;

/**
 * Gives a test of a slice, such as that of {@code @WebMvcTest}, the caches of the sync beans that
 * are in it. A slice leaves the application's sync beans out: declare fakes in a nested
 * {@code @TestConfiguration}, or {@code @Import} them.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ImportAutoConfiguration(AutoRefreshCacheAutoConfiguration.class)
public @interface AutoConfigureAutoRefreshCaches {}
