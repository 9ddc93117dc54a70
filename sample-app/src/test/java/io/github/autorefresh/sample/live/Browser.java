package io.github.autorefresh.sample.live;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** A browser that remembers what it got, and may refuse to read or have left. */
final class Browser extends SseEmitter {

  final List<String> received = new CopyOnWriteArrayList<>();
  final CountDownLatch reading = new CountDownLatch(1);
  volatile boolean left;
  volatile boolean completed;

  /** One that takes nothing until {@link #reading} is counted down. */
  static Browser thatDoesNotRead() {
    return new Browser();
  }

  static Browser thatReads() {
    Browser browser = new Browser();
    browser.reading.countDown();
    return browser;
  }

  @Override
  public void send(SseEventBuilder builder) throws IOException {
    try {
      reading.await();
    } catch (InterruptedException e) {
      throw new IOException("cut off", e);
    }
    if (left) {
      throw new IOException("Broken pipe");
    }
    StringBuilder event = new StringBuilder();
    builder.build().forEach(part -> event.append(part.getData()));
    received.add(event.toString());
  }

  @Override
  public void complete() {
    completed = true;
  }

  /** How many events of this name it got. */
  long count(String event) {
    return received.stream().filter(text -> text.startsWith("event:" + event + "\n")).count();
  }
}
