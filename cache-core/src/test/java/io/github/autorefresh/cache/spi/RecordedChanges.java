package io.github.autorefresh.cache.spi;

import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.RemovalCause;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Writes down what a store tells, one line an event. Thread-safe. */
public final class RecordedChanges implements ChangeSink<Job> {

  private final List<String> lines = new CopyOnWriteArrayList<>();

  public List<String> lines() {
    return lines;
  }

  @Override
  public void created(String id, Job item) {
    lines.add("created " + id);
  }

  @Override
  public void began(String id) {
    lines.add("began " + id);
  }

  @Override
  public void updated(String id, Job previous, Job current, boolean terminal) {
    lines.add("updated " + id + " " + previous.version() + "->" + current.version());
  }

  @Override
  public void unchanged(String id, Job item) {
    lines.add("unchanged " + id);
  }

  @Override
  public void failed(String id, Job item, Throwable error) {
    lines.add("failed " + id);
  }

  @Override
  public void removed(String id, Job item, RemovalCause cause) {
    lines.add("removed " + id + " " + cause);
  }
}
