package io.github.autorefresh.cache.spring.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.CacheItem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JacksonItemCodecTest {

  enum Status {
    RUNNING,
    DONE
  }

  record Order(
      String id,
      Status status,
      @Nullable String note,
      List<String> lines,
      Map<String, Integer> counts,
      Instant since,
      Duration took)
      implements CacheItem {

    @Override
    public boolean isTerminal() {
      return status == Status.DONE;
    }

    @Override
    public Duration resyncPeriod() {
      return Duration.ofSeconds(1);
    }

    public String getSummary() {
      return "derived";
    }
  }

  record Newer(String id, Status status, String added) implements CacheItem {}

  record Named(String name) implements CacheItem {
    @Override
    public String id() {
      return "named-" + name;
    }
  }

  static final class Plain implements CacheItem {
    private final String id;
    private final int count;

    public Plain(String id, int count) {
      this.id = id;
      this.count = count;
    }

    @Override
    public String id() {
      return id;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Plain plain && plain.id.equals(id) && plain.count == count;
    }

    @Override
    public int hashCode() {
      return Objects.hash(id, count);
    }
  }

  private final Order order =
      new Order(
          "o-1",
          Status.RUNNING,
          null,
          List.of("a", "ü"),
          Map.of("a", 1),
          Instant.parse("2026-01-01T00:00:00.123456789Z"),
          Duration.ofMillis(1500));

  private final ItemCodec<Order> codec = ItemCodec.json(Order.class);

  @Test
  void itemEqualsWhatIsReadAgain() {
    assertThat(codec.decode("o-1", codec.encode(order))).isEqualTo(order);
  }

  @Test
  void onlyTheStateIsWrittenAndTheIdIsTheKeyAlready() {
    assertThat(new String(codec.encode(order), UTF_8))
        .contains("\"status\":\"RUNNING\"")
        .doesNotContain("o-1", "terminal", "resyncPeriod", "summary", "Order");
  }

  @Test
  void whatAnotherVersionHasAddedIsIgnored() {
    byte[] newer = ItemCodec.json(Newer.class).encode(new Newer("o-1", Status.DONE, "later"));
    assertThat(codec.decode("o-1", newer).status()).isEqualTo(Status.DONE);
  }

  record Grown(
      String id, Status status, int progress, boolean urgent, double share, @Nullable String note)
      implements CacheItem {}

  @Test
  void whatThisReleaseHasAddedIsZeroFalseOrNull() {
    byte[] older = ItemCodec.json(Newer.class).encode(new Newer("o-1", Status.RUNNING, "dropped"));
    assertThat(ItemCodec.json(Grown.class).decode("o-1", older))
        .isEqualTo(new Grown("o-1", Status.RUNNING, 0, false, 0, null));
  }

  @Test
  void idThatIsDerivedFromTheStateStaysDerived() {
    ItemCodec<Named> named = ItemCodec.json(Named.class);
    assertThat(named.decode("named-a", named.encode(new Named("a")))).isEqualTo(new Named("a"));
  }

  @Test
  void componentsNamedLikeTheMethodsOfAnItemAreState() {
    ItemCodec<io.github.autorefresh.cache.Job> jobs =
        ItemCodec.json(io.github.autorefresh.cache.Job.class);
    var job = io.github.autorefresh.cache.Job.of("a").terminal().every(Duration.ofMillis(7));
    assertThat(jobs.decode("a", jobs.encode(job))).isEqualTo(job);
  }

  @Test
  void classWithAConstructorIsReadByIt() {
    ItemCodec<Plain> plain = ItemCodec.json(Plain.class);
    assertThat(plain.decode("p", plain.encode(new Plain("p", 3)))).isEqualTo(new Plain("p", 3));
  }
}
