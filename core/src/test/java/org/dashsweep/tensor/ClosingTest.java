package org.dashsweep.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

final class ClosingTest {
  private final List<String> closed = new ArrayList<>();

  @Test
  void anObjectThatIsMadeKeepsItsResource() {
    assertThat(Closing.onFailure(() -> closed.add("resource"), () -> "made")).isEqualTo("made");
    assertThat(closed).isEmpty();
  }

  @Test
  void anErrorClosesTheResourceAndGoesOn() {
    OutOfMemoryError error = new OutOfMemoryError("no room");
    Supplier<String> failing =
        () -> {
          throw error;
        };
    assertThatThrownBy(() -> Closing.onFailure(() -> closed.add("resource"), failing))
        .isSameAs(error);
    assertThat(closed).containsExactly("resource");
  }

  @Test
  void aResourceThatCannotBeClosedHidesNoFailure() {
    IllegalStateException first = new IllegalStateException("first");
    IllegalStateException second = new IllegalStateException("second");
    Supplier<String> failing =
        () -> {
          throw first;
        };
    assertThatThrownBy(
            () ->
                Closing.onFailure(
                    () -> {
                      throw second;
                    },
                    failing))
        .isSameAs(first)
        .hasSuppressedException(second);
  }
}
