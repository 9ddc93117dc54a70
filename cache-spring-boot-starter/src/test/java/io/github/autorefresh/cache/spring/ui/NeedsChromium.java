package io.github.autorefresh.cache.spring.ui;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.EnabledIf;

/** Marks a test that looks at a page in a real browser; it is skipped where there is none. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@EnabledIf(
    value = "io.github.autorefresh.cache.spring.ui.Chromium#isInstalled",
    disabledReason = "no chromium and chromedriver here: apt-get install chromium chromium-driver")
public @interface NeedsChromium {}
