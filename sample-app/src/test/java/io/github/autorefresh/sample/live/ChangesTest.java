package io.github.autorefresh.sample.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.autorefresh.cache.RemovalCause;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChangesTest {

  private final Changes changes = new Changes();

  @Test
  void everyKindOfChangeIsNoted() {
    changes.onCreated(new Thing("created", ""));
    changes.onUpdated(new Thing("updated", "before"), new Thing("updated", "after"));
    changes.onRemoved(new Thing("removed", ""), RemovalCause.GONE);
    changes.onSyncFailed(new Thing("failed", ""), new IllegalStateException());

    assertThat(changes.take().ids())
        .containsExactlyInAnyOrder("created", "updated", "removed", "failed");
  }

  @Test
  void anItemThatChangesOftenIsNotedOnce() {
    changes.note("a");
    changes.note("a");

    assertThat(changes.take().ids()).containsExactly("a");
  }

  @Test
  void whatWasTakenIsNotTakenAgain() {
    changes.note("a");
    changes.take();
    changes.note("b");

    assertThat(changes.take().ids()).containsExactly("b");
  }

  @Test
  void whatIsTooMuchIsNotHeldButKnown() {
    IntStream.range(0, Changes.MOST + 100).forEach(i -> changes.note("id-" + i));

    Changes.Taken taken = changes.take();

    assertThat(taken.ids()).hasSize(Changes.MOST);
    assertThat(taken.more()).isTrue();
    assertThat(changes.take().more()).isFalse();
  }
}
