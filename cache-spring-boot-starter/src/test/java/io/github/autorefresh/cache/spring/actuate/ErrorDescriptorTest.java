package io.github.autorefresh.cache.spring.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;

class ErrorDescriptorTest {

  @Test
  void whatWasThrownAndWhatIsAtTheBottomOfItAreTold() {
    Exception middle = new IllegalStateException("middle", new ConnectException("refused"));
    ErrorDescriptor error = ErrorDescriptor.of(new IOException("away", middle));
    assertThat(error)
        .isEqualTo(
            new ErrorDescriptor(
                "java.io.IOException",
                "away",
                new ErrorDescriptor("java.net.ConnectException", "refused", null)));
  }

  @Test
  void errorWithoutACauseHasNoRootCause() {
    assertThat(ErrorDescriptor.of(new IOException()))
        .isEqualTo(new ErrorDescriptor("java.io.IOException", null, null));
  }

  @Test
  void longMessageIsShortened() {
    assertThat(ErrorDescriptor.of(new IOException("x".repeat(5000))).message()).hasSize(1001);
  }

  @Test
  void causesInACircleEnd() {
    Exception one = new Exception("one");
    one.initCause(new Exception("two", one));
    assertThat(ErrorDescriptor.of(one).message()).isEqualTo("one");
  }
}
