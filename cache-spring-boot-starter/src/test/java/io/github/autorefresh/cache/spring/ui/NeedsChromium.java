package io.github.autorefresh.cache.spring.ui;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Marks a test that looks at a page in a real browser; it is skipped where there is none. A
 * parameter of type {@link Chromium} is the browser that all tests of the JVM share.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(ChromiumResolver.class)
@Tag("any-jdk")
@EnabledIf(
    value = "io.github.autorefresh.cache.spring.ui.Chromium#isInstalled",
    disabledReason = "no chromium and chromedriver here: apt-get install chromium chromium-driver")
public @interface NeedsChromium {}
