package io.github.autorefresh.cache.spring.redis.lease;

import io.github.autorefresh.cache.spring.redis.script.Epoch;
import io.github.autorefresh.cache.spring.redis.script.Grant;
import io.github.autorefresh.cache.spring.redis.script.ItemFields;

/** Claims for tests of other packages. */
public final class ClaimsForTests {

  private ClaimsForTests() {}

  public static Claim claim(String id, ItemFields fields) {
    return new Claim(Epoch.NONE, new Grant.Item(id, fields, false));
  }

  public static void accept(Claim claim, ItemFields now) {
    claim.accepted(now);
  }
}
