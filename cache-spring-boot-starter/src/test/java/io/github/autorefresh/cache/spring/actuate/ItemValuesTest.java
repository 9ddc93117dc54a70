package io.github.autorefresh.cache.spring.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.github.autorefresh.cache.CacheItem;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.Show;

class ItemValuesTest {

  private static final String HIDDEN = "******";

  record Payment(String id, Card card, List<Integer> cents) implements CacheItem {}

  record Card(String number) {}

  record Lazy(String id) implements CacheItem {
    @Override
    public boolean isTerminal() {
      throw new IllegalStateException("no session");
    }
  }

  private final Payment payment = new Payment("p1", new Card("4711"), List.of(5, 7));

  private final Object payment(Show show, Set<String> roles, SecurityContext viewer) {
    return new ItemValues(List.of(), show, roles).shown(viewer, "payments", payment);
  }

  private static SecurityContext viewer(String role) {
    SecurityContext viewer = mock();
    when(viewer.getPrincipal()).thenReturn(mock(Principal.class));
    when(viewer.isUserInRole(role)).thenReturn(true);
    return viewer;
  }

  @Test
  void shownValueIsATree() {
    assertThat(payment(Show.ALWAYS, Set.of(), SecurityContext.NONE))
        .isEqualTo(
            Map.of(
                "id",
                "p1",
                "card",
                Map.of("number", "4711"),
                "cents",
                List.of(5, 7),
                "terminal",
                false));
  }

  @ParameterizedTest
  @CsvSource({
    "NEVER, , operator, false",
    "WHEN_AUTHORIZED, , operator, true",
    "WHEN_AUTHORIZED, operator, operator, true",
    "WHEN_AUTHORIZED, operator, guest, false",
    "ALWAYS, operator, guest, true"
  })
  void valueIsShownToWhoMaySeeIt(Show show, String role, String viewer, boolean shown) {
    Set<String> roles = role == null ? Set.of() : Set.of(role);
    Object value = payment(show, roles, viewer(viewer));
    assertThat(value.equals(HIDDEN)).isEqualTo(!shown);
  }

  @Test
  void nobodyIsNotAuthorized() {
    assertThat(payment(Show.WHEN_AUTHORIZED, Set.of(), SecurityContext.NONE)).isEqualTo(HIDDEN);
  }

  @Test
  void valuesPassTheSanitizersOfTheApplication() {
    SanitizingFunction numbers =
        data -> data.getKey().equals("payments.card.number") ? data.withValue("…11") : data;
    SanitizingFunction cents =
        data -> data.getKey().equals("payments.cents[1]") ? data.withSanitizedValue() : data;
    Object value =
        new ItemValues(List.of(numbers, cents), Show.ALWAYS, Set.of())
            .shown(SecurityContext.NONE, "payments", payment);
    assertThat(value).asString().contains("number=…11", "cents=[5, " + HIDDEN + "]");
  }

  @Test
  void itemThatCanNotBeReadIsNoError() {
    Object value =
        new ItemValues(List.of(), Show.ALWAYS, Set.of())
            .shown(SecurityContext.NONE, "jobs", new Lazy("l1"));
    assertThat(value).asString().contains("can't be shown").contains("no session");
  }
}
