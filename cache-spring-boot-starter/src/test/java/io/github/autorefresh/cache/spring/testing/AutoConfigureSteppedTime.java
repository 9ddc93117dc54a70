package io.github.autorefresh.cache.spring.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.context.annotation.Import;

/**
 * Puts all caches of a test's context that are made of sync beans or by the factory under a time
 * that stands still until the test moves it. The test injects it:
 *
 * <pre>{@code
 * @SpringBootTest
 * @AutoConfigureSteppedTime
 * class JobsTest {
 *
 *   @Autowired SteppedTime time;
 *   @Autowired AutoRefreshCache<Job> jobs;
 *
 *   @Test
 *   void jobIsSyncedAPeriodLater() {
 *     jobs.getOrCreate(new Job("j1", "QUEUED"));
 *     time.turn();
 *     ...
 *     time.advance(Duration.ofSeconds(30));
 *   }
 * }
 * }</pre>
 *
 * <p>What of the application injects an {@code InstantSource} gets this time too. A test of a slice
 * has the caches by this annotation alone, as by {@link AutoConfigureAutoRefreshCaches}. Tests that
 * share a context share its time: it goes on where the last one has left it.
 *
 * @see io.github.autorefresh.cache.testing.SteppedTime
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@AutoConfigureAutoRefreshCaches
@Import(SteppedTimeConfiguration.class)
public @interface AutoConfigureSteppedTime {}
