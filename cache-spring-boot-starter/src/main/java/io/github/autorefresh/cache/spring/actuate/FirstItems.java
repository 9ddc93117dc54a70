package io.github.autorefresh.cache.spring.actuate;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The first few, in some order, of the items that it is offered; never keeps more of them, so that
 * a cache of a million items is not sorted for the sake of its first twenty.
 */
final class FirstItems {

  private final Comparator<ItemState> order;
  private final int most;
  private final PriorityQueue<ItemState> lastFirst;
  private long offered;

  FirstItems(ItemOrder order, int most) {
    this.order = order.comparator();
    this.most = most;
    this.lastFirst = new PriorityQueue<>(this.order.reversed());
  }

  void offer(ItemState state) {
    offered++;
    if (lastFirst.size() < most) {
      lastFirst.add(state);
    } else if (order.compare(state, lastFirst.element()) < 0) {
      lastFirst.remove();
      lastFirst.add(state);
    }
  }

  /** How many there were to choose from. */
  long offered() {
    return offered;
  }

  List<ItemState> inOrder() {
    return lastFirst.stream().sorted(order).toList();
  }
}
