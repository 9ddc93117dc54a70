package io.github.autorefresh.cache.engine;

import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.spi.ClaimedItems;
import io.github.autorefresh.cache.spi.ItemPeriod;
import java.util.ArrayList;
import java.util.List;

/** Claimed items of no store, whose ids are their numbers. */
public final class ClaimedJobs {

  private ClaimedJobs() {}

  /** So many claimed items, from "0" on. */
  public static ClaimedItems<Job> of(int size) {
    ClaimedItems<Job> items = new ClaimedItems<>();
    for (int i = 0; i < size; i++) {
      String id = String.valueOf(i);
      items.add("claim " + i, id, Job.of(id), ItemPeriod.OF_CACHE, 0);
    }
    return items;
  }

  /** The ids of these items. */
  public static List<String> ids(ClaimedItems<Job> items) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      ids.add(items.id(i));
    }
    return ids;
  }
}
