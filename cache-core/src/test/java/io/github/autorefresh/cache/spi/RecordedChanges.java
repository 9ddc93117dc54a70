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
  public void created(Job item) {
    lines.add("created " + item.id());
  }

  @Override
  public void began(String id) {
    lines.add("began " + id);
  }

  @Override
  public void updated(Job previous, Job current) {
    lines.add("updated " + current.id() + " " + previous.version() + "->" + current.version());
  }

  @Override
  public void unchanged(Job item) {
    lines.add("unchanged " + item.id());
  }

  @Override
  public void failed(Job item, Throwable error) {
    lines.add("failed " + item.id());
  }

  @Override
  public void removed(Job item, RemovalCause cause) {
    lines.add("removed " + item.id() + " " + cause);
  }
}
