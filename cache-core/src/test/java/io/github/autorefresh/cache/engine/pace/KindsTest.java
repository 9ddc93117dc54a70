package io.github.autorefresh.cache.engine.pace;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.CacheItem;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KindsTest {

  private final Kinds kinds = new Kinds("jobs");

  private static CacheItem item(Supplier<@Nullable Object> kind) {
    return new CacheItem() {
      @Override
      public String id() {
        return "job";
      }

      @Override
      public @Nullable Object cadenceKind() {
        return kind.get();
      }
    };
  }

  private Hazard of(@Nullable Object kind) {
    return kinds.of(item(() -> kind));
  }

  @Test
  void equalKindsAreOneAndNullIsAKindOfItsOwn() {
    assertThat(of("spark")).isSameAs(of(new String("spark"))).isNotSameAs(of("pod"));
    assertThat(of(null)).isSameAs(of(null)).isNotSameAs(of("spark"));
  }

  @Test
  void beyondAThousandAllOthersShareOne() {
    Set<Hazard> apart = new HashSet<>();
    for (int i = 0; i < Kinds.MOST; i++) {
      apart.add(of(i));
    }
    assertThat(apart).hasSize(1_000);
    assertThat(of("another")).isSameAs(of("and another")).isNotIn(apart);
    assertThat(of(7)).isIn(apart);
    assertThat(of(null)).isNotIn(apart).isNotSameAs(of("another"));
  }

  /** What a broken kind throws, when it is asked, hashed or compared. */
  @Test
  void kindThatThrowsIsNull() {
    assertThat(
            kinds.of(
                item(
                    () -> {
                      throw new StackOverflowError();
                    })))
        .isSameAs(of(null));
    assertThat(of(new Broken(true))).isSameAs(of(null));
    Hazard first = of(new Broken(false));
    assertThat(of(new Broken(false))).as("compared with the first").isSameAs(of(null));
    assertThat(first).isNotSameAs(of(null));
    assertThat(of("sound")).isNotSameAs(of(null));
  }

  @SuppressWarnings("EqualsHashCode") // broken
  private record Broken(boolean whenHashed) {

    @Override
    public int hashCode() {
      if (whenHashed) {
        throw new IllegalStateException("hashCode");
      }
      return 1;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      throw new IllegalStateException("equals");
    }

    @Override
    public String toString() {
      throw new IllegalStateException("toString");
    }
  }

  @Test
  void kindsAreToldByNameEvenIfTheyCannotBePrinted() {
    of("spark");
    of(new Broken(false));
    Set<@Nullable String> names = new HashSet<>();
    kinds.forEach((name, hazard) -> names.add(name));
    assertThat(names)
        .containsExactlyInAnyOrder(
            null, "spark", Broken.class.getName() + " (it throws when printed)");
  }
}
