/**
 * The operations page: a web endpoint of actuator that answers with HTML, scripts and styles. It
 * holds no data; the page reads, and acts through, the endpoint {@code autorefreshcaches}, as the
 * browser's user may. Used by the auto-configuration where actuator is there.
 */
@NullMarked
package io.github.autorefresh.cache.spring.ui;

import org.jspecify.annotations.NullMarked;
