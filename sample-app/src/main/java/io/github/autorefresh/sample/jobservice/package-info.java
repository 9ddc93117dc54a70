/**
 * A small external system for the sample to follow: it takes jobs over HTTP, computes them a few at
 * a time, and answers what state each is in.
 *
 * <p>It stands for the Spark cluster or the payment provider of a real application, so it knows
 * nothing of the cache nor of Spring, and the application knows nothing of it but its address and
 * its JSON. {@link io.github.autorefresh.sample.jobservice.JobService} is the way in. Behind it,
 * {@code JobsHandler} speaks HTTP, {@code Jobs} keeps and runs jobs, {@code Job} is the state
 * machine of one, and {@code WorkType} lists what can be computed.
 */
@NullMarked
package io.github.autorefresh.sample.jobservice;

import org.jspecify.annotations.NullMarked;
