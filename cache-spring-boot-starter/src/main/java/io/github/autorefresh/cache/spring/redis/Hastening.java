package io.github.autorefresh.cache.spring.redis;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheUnavailableException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes items due now, or as soon as Redis can be used again. Thread-safe. */
final class Hastening<T extends CacheItem> {

  private static final Logger log = LoggerFactory.getLogger(Hastening.class);

  private final Replica<T> replica;
  private final Hastened hastened;

  Hastening(Replica<T> replica) {
    this.replica = replica;
    hastened = replica.hastened();
  }

  void hasten(String id) {
    hastened.ask(id);
    send(List.of(id));
  }

  /** Tells Redis what it could not be told when it was asked for. */
  void sendUnsent() {
    send(hastened.unsent());
  }

  private void send(List<String> ids) {
    if (!replica.isUsable()) {
      return;
    }
    for (int from = 0; from < ids.size(); from += Catchup.PAGE) {
      List<String> some = ids.subList(from, Math.min(ids.size(), from + Catchup.PAGE));
      Reply reply;
      try {
        reply = replica.call(Script.HASTEN, some.toArray());
      } catch (CacheUnavailableException e) {
        log.debug("{} items are hastened later", some.size(), e);
        return;
      }
      for (int i = 0; i < some.size(); i++) {
        String id = some.get(i);
        if (reply.number(i) < 0) {
          hastened.remove(id);
        } else {
          hastened.sent(id, (int) reply.number(i));
          replica.arrivals().hastened(id);
        }
      }
    }
    replica.timetable().dueIn(0);
  }
}
