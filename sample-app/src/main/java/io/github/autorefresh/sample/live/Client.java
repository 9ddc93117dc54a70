package io.github.autorefresh.sample.live;

import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * One browser: an outbox of so many frames, and a thread that empties it. Only that thread ever
 * waits for the network. A browser that doesn't keep up misses frames, and gets a snapshot once it
 * has read what it has; one that never reads costs a full outbox until the server cuts it off.
 */
final class Client implements Runnable {

  /** Frames that wait at most: half a minute of a busy cache. */
  static final int OUTBOX = 120;

  private final SseEmitter browser;
  private final BlockingQueue<Frame> outbox = new ArrayBlockingQueue<>(OUTBOX);

  /** Written by the feed's thread only. */
  private volatile boolean behind = true;

  private volatile boolean gone;

  Client(SseEmitter browser) {
    this.browser = browser;
    browser.onCompletion(() -> gone = true);
    browser.onError(error -> gone = true);
  }

  /** True if it has read all it was sent, and needs a snapshot to go on. */
  boolean awaitsSnapshot() {
    return behind && outbox.isEmpty();
  }

  void snapshot(Frame snapshot) {
    behind = !outbox.offer(snapshot);
  }

  /** Never blocks: a client that is behind, or falls behind by this, misses it. */
  void send(Frame frame) {
    behind = behind || !outbox.offer(frame);
  }

  /** From here on it is of no use until it gets a snapshot. */
  void fallBehind() {
    behind = true;
  }

  /** Sends until the browser has gone, which it notices by the next frame, or is interrupted. */
  @Override
  public void run() {
    try {
      while (!gone) {
        browser.send(outbox.take().toEvent());
      }
    } catch (InterruptedException | IOException | IllegalStateException over) {
      // The feed stops; or the browser left without a word, as browsers do. Neither is a fault.
    } finally {
      browser.complete();
    }
  }
}
