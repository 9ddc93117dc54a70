package io.github.autorefresh.cache.engine.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.autorefresh.cache.spi.ForeignCode;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ForeignCodeTest {

  private final Logger logger = (Logger) LoggerFactory.getLogger(ForeignCodeTest.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  /** A throwable that can't be printed. */
  private static final class Unprintable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    @Override
    public String getMessage() {
      throw new IllegalStateException("no message");
    }

    @Override
    public String toString() {
      throw new StackOverflowError();
    }
  }

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void listenNoMore() {
    logger.detachAppender(log);
  }

  private static Runnable throwing(Error error) {
    return () -> {
      throw error;
    };
  }

  /** A logger of which every method throws. */
  private static org.slf4j.Logger throwingLogger(List<String> asked) {
    return (org.slf4j.Logger)
        Proxy.newProxyInstance(
            ForeignCodeTest.class.getClassLoader(),
            new Class<?>[] {org.slf4j.Logger.class},
            (proxy, method, arguments) -> {
              asked.add(method.getName());
              throw new OutOfMemoryError("no room for a message");
            });
  }

  @Test
  void codeThatDoesNotThrowIsNotLogged() {
    List<String> ran = new ArrayList<>();
    ForeignCode.run(logger, "jobs", "a listener", () -> ran.add("once"));
    assertThat(ran).containsExactly("once");
    assertThat(log.list).isEmpty();
  }

  @Test
  void whateverIsThrownIsLoggedAsAnErrorAndGoesNoFurther() {
    ForeignCode.run(logger, "jobs", "a listener", throwing(new StackOverflowError("deep")));
    assertThat(log.list)
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getLevel()).isEqualTo(Level.ERROR);
              assertThat(event.getFormattedMessage()).isEqualTo("Cache \"jobs\": a listener threw");
              assertThat(event.getThrowableProxy().getMessage()).isEqualTo("deep");
            });
  }

  @Test
  void warningNamesTheCacheAndTheReason() {
    ForeignCode.warn(logger, "jobs", "something is odd", new IllegalStateException("why"));
    assertThat(log.list)
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getLevel()).isEqualTo(Level.WARN);
              assertThat(event.getFormattedMessage()).isEqualTo("Cache \"jobs\": something is odd");
              assertThat(event.getThrowableProxy().getMessage()).isEqualTo("why");
            });
  }

  @Test
  void throwableThatCannotBePrintedIsNamedByItsClass() {
    ForeignCode.error(logger, "jobs", "a sync failed", new Unprintable());
    ForeignCode.warn(logger, "jobs", "a result was odd", new Unprintable());
    assertThat(log.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly(
            "Cache \"jobs\": a sync failed "
                + Unprintable.class.getName()
                + " (it throws when"
                + " printed)",
            "Cache \"jobs\": a result was odd "
                + Unprintable.class.getName()
                + " (it throws when"
                + " printed)");
    assertThat(log.list)
        .extracting(ILoggingEvent::getLevel)
        .containsExactly(Level.ERROR, Level.WARN);
  }

  @Test
  void codeThatThrowsWhatCannotBePrintedIsContainedToo() {
    assertThatCode(
            () ->
                ForeignCode.run(
                    logger,
                    "jobs",
                    "a listener",
                    () -> {
                      throw new Unprintable();
                    }))
        .doesNotThrowAnyException();
    assertThat(log.list).hasSize(1);
  }

  @Test
  void loggerThatThrowsIsAskedTwiceAndThenLeftAlone() {
    List<String> asked = new ArrayList<>();
    ForeignCode.run(
        throwingLogger(asked), "jobs", "a listener", throwing(new AssertionError("its own")));
    assertThat(asked).containsExactly("error", "error");
  }

  @Test
  void otherwiseIsDoneOnlyIfTheReportThrew() {
    List<String> done = new ArrayList<>();
    ForeignCode.contained(() -> done.add("report"), () -> done.add("otherwise"));
    ForeignCode.contained(throwing(new Error()), () -> done.add("instead"));
    ForeignCode.contained(throwing(new Error()), throwing(new Error()));
    assertThat(done).containsExactly("report", "instead");
  }
}
