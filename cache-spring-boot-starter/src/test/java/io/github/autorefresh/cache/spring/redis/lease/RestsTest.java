package io.github.autorefresh.cache.spring.redis.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.spi.ItemPeriod;
import io.github.autorefresh.cache.spring.redis.script.Grant;
import io.github.autorefresh.cache.spring.redis.script.ItemFields;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RestsTest {

  private static final long FIRST = LeaseSettings.BUSY_MICROS;
  private static final long HOUR = TimeUnit.HOURS.toMicros(1);

  private final Rests rests = new Rests();

  private static ItemFields fields(long synced, long due) {
    return new ItemFields(1, 1, ItemPeriod.OF_CACHE, 0, synced, due, 0, 1, 0);
  }

  private long rest(long synced, long due, boolean hastened, long now) {
    return rests.ofSync(new Grant.Item("a", fields(synced, due), hastened), now, HOUR);
  }

  @Test
  void doublesUpToThePeriodUntilSomebodyHasSyncedTheItem() {
    long now = 0;
    long expected = FIRST;
    for (int i = 0; i < 20; i++) {
      long rest = rest(7, now, false, now);
      assertThat(rest).isEqualTo(Math.min(HOUR, expected));
      now += rest;
      expected *= 2;
    }
    assertThat(rest(8, now, false, now)).isEqualTo(FIRST);
  }

  @Test
  void isTheFirstOneAgainIfARefreshHasEndedTheLastOne() {
    assertThat(rest(7, 0, true, 0)).isEqualTo(FIRST);
    assertThat(rest(7, FIRST, true, FIRST)).isEqualTo(2 * FIRST);
    assertThat(rest(7, 2 * FIRST, true, 2 * FIRST)).isEqualTo(FIRST);
  }

  @Test
  void isTheFirstOneAgainOnceTheItemWasReadable() {
    rests.ofCall("a", fields(7, 0), HOUR);
    assertThat(rests.ofCall("a", fields(7, 0), HOUR)).isEqualTo(2 * FIRST);
    rests.forget("a");
    assertThat(rests.ofCall("a", fields(7, 0), HOUR)).isEqualTo(FIRST);
  }

  @Test
  void isNoLongerThanThePeriod() {
    assertThat(rests.ofCall("a", fields(7, 0), 10)).isEqualTo(10);
    assertThat(Rests.varied(1000)).isBetween(1000L, 1250L);
  }
}
