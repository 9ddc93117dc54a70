/**
 * A job tracker: it submits jobs to an external job service and answers every question about them
 * from an auto-refresh cache, which follows the jobs in the background.
 */
@NullMarked
package io.github.autorefresh.sample;

import org.jspecify.annotations.NullMarked;
