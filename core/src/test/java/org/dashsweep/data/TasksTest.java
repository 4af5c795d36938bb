package org.dashsweep.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TasksTest {
  @Test
  void bundledTasksAreTheTwoOfWordNet() {
    assertThat(Tasks.bundled().names()).containsExactly("supersense", "hypernymy");
    assertThat(Tasks.bundled()).isSameAs(Tasks.bundled());
  }

  @Test
  void unknownTaskIsNamedWithTheKnownOnes() {
    assertThatThrownBy(() -> Tasks.bundled().load("supersens"))
        .isInstanceOf(DataException.class)
        .hasMessage("task 'supersens' is not known: the known tasks are supersense, hypernymy");
    assertThatThrownBy(() -> Tasks.bundled().fingerprint("supersens"))
        .isInstanceOf(DataException.class);
  }

  @Test
  void taskComesFromTheFirstSourceThatHasIt() {
    Tasks tasks = new Tasks(List.of(source("a"), source("b"), source("b")));
    assertThat(tasks.names()).containsExactly("a", "b");
    assertThat(tasks.load("b").name()).isEqualTo("b");
    assertThat(tasks.fingerprint("b")).isEqualTo("fingerprint of b");
  }

  private static TaskSource source(String task) {
    return new TaskSource() {
      @Override
      public List<String> names() {
        return List.of(task);
      }

      @Override
      public LabelledData load(String name) {
        return LabelledData.classification(name, List.of("only"), List.of(), List.of());
      }

      @Override
      public String fingerprint(String name) {
        return "fingerprint of " + name;
      }
    };
  }
}
