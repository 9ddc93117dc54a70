package io.github.autorefresh.sample;

import io.github.autorefresh.cache.ItemHandler;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Announces each job that has ended, once: where this writes a line, another application would send
 * a mail or begin the next step.
 */
final class JobAnnouncer implements ItemHandler<Job> {

  private static final Logger LOG = LoggerFactory.getLogger(JobAnnouncer.class);

  private final AtomicLong announced = new AtomicLong();

  @Override
  public void handle(Job job) {
    LOG.info("Job {} has ended: {}", job.id(), job.status());
    announced.incrementAndGet();
  }

  /** How many jobs it has announced. */
  long announced() {
    return announced.get();
  }
}
