package org.dashsweep.data.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dashsweep.data.DataException;
import org.dashsweep.data.LabelledData;
import org.dashsweep.data.TaskSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TasksTest {
  @Test
  void bundledTasksAreTheTwoOfWordNet() {
    assertThat(Tasks.bundled().names()).containsExactly("supersense", "hypernymy");
    assertThat(Tasks.bundled()).isSameAs(Tasks.bundled());
  }

  @Test
  void gluesTasksComeFromAFolder(@TempDir Path directory) {
    Tasks tasks = Tasks.withFiles(directory);
    assertThat(tasks.names())
        .containsExactly(
            "supersense",
            "hypernymy",
            "cola",
            "sst-2",
            "mrpc",
            "qqp",
            "sts-b",
            "mnli",
            "qnli",
            "rte",
            "wnli");
    assertThat(Tasks.withFiles(directory.resolve("."))).isSameAs(tasks);
    assertThat(tasks.load("hypernymy")).isSameAs(Tasks.bundled().load("hypernymy"));
  }

  /** Core brings no reader of its own. */
  @Test
  void aFormWithoutAReaderIsNamed(@TempDir Path directory) throws IOException {
    Files.createDirectories(directory.resolve("rte"));
    Files.createFile(directory.resolve("rte/train-00000-of-00001.parquet"));
    Files.createFile(directory.resolve("rte/validation-00000-of-00001.parquet"));
    assertThatThrownBy(() -> Tasks.withFiles(directory).load("rte"))
        .isInstanceOf(DataException.class)
        .hasMessageEndingWith(".parquet cannot be read: no reader of .parquet is installed");
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
