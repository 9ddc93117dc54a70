package io.github.autorefresh.cache.spi;

import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.RemovalCause;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Writes down what a store tells, one line an event. Thread-safe. */
public final class RecordedChanges implements ChangeSink<Job> {

  private final List<String> lines = new CopyOnWriteArrayList<>();
  private volatile long lastRefresh;

  public List<String> lines() {
    return lines;
  }

  @Override
  public void created(String id, Job item) {
    lines.add("created " + id);
  }

  @Override
  public long lastRefresh(String id) {
    return lastRefresh;
  }

  /** Refreshes were asked for, up to that number. */
  public void refreshed(long number) {
    lastRefresh = number;
  }

  @Override
  public Refreshes<Job> served(String id, long upTo) {
    lines.add("served " + id + " up to " + upTo);
    return new Refreshes<>() {
      @Override
      public void found(Job item) {
        lines.add("found " + id);
      }

      @Override
      public void failed(Throwable error) {
        lines.add("failed " + id);
      }

      @Override
      public void gone() {
        lines.add("gone " + id);
      }
    };
  }

  @Override
  public void updated(String id, Job previous, Job current, boolean terminal) {
    lines.add("updated " + id + " " + previous.version() + "->" + current.version());
  }

  @Override
  public void removed(String id, Job item, RemovalCause cause) {
    lines.add("removed " + id + " " + cause);
  }
}
