package io.github.autorefresh.sample.jobservice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpressionTest {

  private static final Progress UNWATCHED = share -> {};

  @ParameterizedTest
  @CsvSource({
    "42, 42",
    "1 + 2 * 3, 7",
    "(1 + 2) * 3, 9",
    "10 - 4 - 3, 3",
    "100 / 5 / 2, 10",
    "7 / 2, 3",
    "-3 + --5, 2",
    "2*-(3+4), -14",
    "5 / -1, -5"
  })
  void anExpressionHasTheUsualPrecedence(String text, String value) throws InterruptedException {
    assertThat(new Expression(text).run(UNWATCHED)).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource({
    "84 / (6 - 2 * 3), 'division by zero, at character 4'",
    "2 + apples, 'unexpected ''a'', at character 5'",
    "2 +, 'unexpected the end, at character 4'",
    "'', 'unexpected the end, at character 1'",
    "(2 + 3, 'unexpected the end, at character 7'",
    "2 3, 'unexpected ''3'', at character 3'",
    "9223372036854775807 + 1, long overflow",
    "9223372036854775808, long overflow",
    "(-9223372036854775807 - 1) / -1, long overflow"
  })
  void anExpressionFailsOnTheFirstThingItCannotDo(String text, String error) {
    assertThatThrownBy(() -> new Expression(text).run(UNWATCHED)).hasMessage(error);
  }

  @Test
  void anExpressionIsNotNestedTooDeep() {
    String deep = "(".repeat(5_000) + "1" + ")".repeat(5_000);

    assertThatThrownBy(() -> new Expression(deep).run(UNWATCHED))
        .hasMessage("nested deeper than 100");
  }

  @Test
  void everyNumberThatIsReadIsProgress() throws InterruptedException {
    List<Double> shares = new ArrayList<>();

    new Expression("1 + 2 + 3 ").run(shares::add);

    assertThat(shares).containsExactly(0.0, 0.4, 0.8);
  }
}
