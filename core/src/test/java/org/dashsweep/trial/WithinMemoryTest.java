package org.dashsweep.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.EngineException;
import java.util.ArrayList;
import java.util.List;
import org.dashsweep.generation.DecodingBudget;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("native")
final class WithinMemoryTest {
  private final List<Object> tried = new ArrayList<>();

  /** Works with so many at once. */
  private int work(int count, int most) {
    tried.add(count);
    if (count > most) {
      throw new EngineException("DefaultCPUAllocator: not enough memory: you tried to allocate");
    }
    return count;
  }

  @Test
  void lessIsDoneAtOnceFromThenOn() {
    WithinMemory<Integer> memory = WithinMemory.count(20);
    assertThat(memory.<Integer>run(count -> work(count, 6))).isEqualTo(5);
    assertThat(memory.<Integer>run(count -> work(count, 6))).isEqualTo(5);
    assertThat(tried).containsExactly(20, 10, 5, 5);
  }

  @Test
  void oneThatIsTooMuchIsAFailure() {
    assertThatThrownBy(() -> WithinMemory.count(5).run(count -> work(count, 0)))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("not enough memory");
    assertThat(tried).containsExactly(5, 2, 1);
  }

  @Test
  void otherFailuresAreNotForWantOfMemory() {
    assertThatThrownBy(
            () ->
                WithinMemory.count(5)
                    .run(
                        count -> {
                          tried.add(count);
                          throw new EngineException("sizes do not match");
                        }))
        .hasMessage("sizes do not match");
    assertThat(tried).containsExactly(5);
  }

  @Test
  void aBudgetEndsAtOnePromptAfterTheOther() {
    DecodingBudget budget = DecodingBudget.DEFAULT;
    assertThat(budget.halved()).isEqualTo(new DecodingBudget(32, 16_384, 2_048));
    for (int i = 0; i < 16; i++) {
      budget = budget.halved();
    }
    assertThat(budget).isEqualTo(new DecodingBudget(1, 1, 1)).isEqualTo(budget.halved());
  }
}
