package io.github.autorefresh.sample;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the job service is.
 *
 * @param url its address; if absent, one runs inside this application
 * @param port where the one inside listens, on the loopback address; 0 takes any port that is free
 * @param pace how long a job takes at least in the one inside, so that it can be watched
 * @param timeout how long it may take to answer
 */
@ConfigurationProperties("sample.job-service")
record JobServiceProperties(
    @Nullable URI url,
    @DefaultValue("0") int port,
    @DefaultValue("5s") Duration pace,
    @DefaultValue("2s") Duration timeout) {}
