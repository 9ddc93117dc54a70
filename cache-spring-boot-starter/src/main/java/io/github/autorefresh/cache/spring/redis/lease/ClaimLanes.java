package io.github.autorefresh.cache.spring.redis.lease;

import io.github.autorefresh.cache.CacheUnavailableException;
import io.github.autorefresh.cache.spring.redis.script.ClaimScripts;
import io.github.autorefresh.cache.spring.redis.script.Grant;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/**
 * Numbers the claims of this replica, so that Redis grants each of them once, whatever drivers send
 * again; and asks about those that were not answered before a lane claims anew. A lane is a place
 * for one claim that is under way, and has nothing to do with the lanes of due items. Thread-safe.
 */
final class ClaimLanes {

  /** One round trip may be on its way while Redis is at work for another. */
  static final int COUNT = 2;

  private final ClaimScripts scripts;
  private final LinkedBlockingQueue<Lane> free = new LinkedBlockingQueue<>();

  /** Used by one thread at a time. */
  private static final class Lane {
    final int number;
    long request;
    boolean unanswered;

    Lane(int number) {
      this.number = number;
    }
  }

  /** A script that claims. */
  @FunctionalInterface
  interface Request {
    Grant send(int lane, long number);
  }

  ClaimLanes(ClaimScripts scripts) {
    this.scripts = scripts;
    for (int i = 0; i < COUNT; i++) {
      free.add(new Lane(i));
    }
  }

  /**
   * Claims on a free lane.
   *
   * @param recalled takes what an earlier claim was granted that was not answered
   */
  Grant claim(Request request, Consumer<List<Grant.Item>> recalled) {
    Lane lane = take();
    try {
      recall(lane, recalled);
      lane.request++;
      lane.unanswered = true;
      Grant grant = request.send(lane.number, lane.request);
      lane.unanswered = false;
      return grant;
    } finally {
      free.add(lane);
    }
  }

  /** Asks about what was not answered, on all lanes that are free. */
  void recall(Consumer<List<Grant.Item>> recalled) {
    for (int i = 0; i < COUNT; i++) {
      Lane lane = free.poll();
      if (lane == null) {
        return; // whoever has it claims, or asks
      }
      try {
        recall(lane, recalled);
      } finally {
        free.add(lane);
      }
    }
  }

  private void recall(Lane lane, Consumer<List<Grant.Item>> recalled) {
    if (lane.unanswered) {
      List<Grant.Item> granted = scripts.recall(lane.number, lane.request);
      lane.unanswered = false;
      recalled.accept(granted);
    }
  }

  /**
   * Waits only while a lane is asked about: otherwise no more claim at once than there are lanes.
   */
  private Lane take() {
    try {
      return free.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CacheUnavailableException("Interrupted while claiming", e);
    }
  }
}
