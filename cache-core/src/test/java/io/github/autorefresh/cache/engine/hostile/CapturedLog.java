package io.github.autorefresh.cache.engine.hostile;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What is logged by the library until this is closed. */
final class CapturedLog implements AutoCloseable {

  private static final Logger LIBRARY =
      (Logger) LoggerFactory.getLogger("io.github.autorefresh.cache");

  private final ListAppender<ILoggingEvent> events = new ListAppender<>();

  CapturedLog() {
    events.start();
    LIBRARY.addAppender(events);
  }

  /** The warnings and errors so far. */
  List<String> complaints() {
    return List.copyOf(events.list).stream()
        .filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  @Override
  public void close() {
    LIBRARY.detachAppender(events);
  }
}
