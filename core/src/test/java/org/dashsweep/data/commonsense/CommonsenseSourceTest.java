package org.dashsweep.data.commonsense;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dashsweep.data.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommonsenseSourceTest {
  private static final String ROW =
      "{\"instruction\": \"Is water wet?\", \"input\": \"\", \"output\": \"the correct answer is true\", \"answer\": \"%s\"}";

  private static Path write(Path directory, String file, String content) throws IOException {
    Path path = directory.resolve(file);
    Files.createDirectories(path.getParent());
    return Files.writeString(path, content);
  }

  private static String rows(String... answers) {
    return "[" + String.join(",\n", List.of(answers).stream().map(ROW::formatted).toList()) + "]";
  }

  @Test
  void aGitLfsPointerIsNamed(@TempDir Path directory) throws IOException {
    Path file =
        write(
            directory,
            "boolq/test.json",
            "version https://git-lfs.github.com/spec/v1\noid sha256:ab\nsize 9\n");
    CommonsenseSource source = CommonsenseSource.of(directory);
    assertThatThrownBy(() -> source.evaluation(CommonsenseTask.BOOLQ))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(file + " is a Git LFS pointer")
        .hasMessageContaining("git lfs pull");
  }

  @Test
  void filesThatAreThereAreKnown(@TempDir Path directory) throws IOException {
    write(directory, "ARC-Easy/test.json", rows("answer1"));
    write(directory, "boolq/test.json", rows("true", "false"));
    write(directory, "boolq/train.json", rows("true"));
    write(directory, "commonsense_170k.json", rows("true", "answer1", "ending4"));
    CommonsenseSource source = CommonsenseSource.of(directory);
    assertThat(source.tasks()).containsExactly(CommonsenseTask.BOOLQ, CommonsenseTask.ARC_EASY);
    assertThat(source.trainingSets()).containsExactly("commonsense_170k", "boolq");
    assertThat(source.evaluation(CommonsenseTask.BOOLQ))
        .extracting(Instruction::answer)
        .containsExactly("true", "false");
    assertThat(source.training("commonsense_170k")).hasSize(3);
    assertThat(source.training("boolq"))
        .containsExactly(
            new Instruction("Is water wet?", "", "the correct answer is true", "true"));
  }

  @Test
  void missingFileIsNamed(@TempDir Path directory) {
    CommonsenseSource source = CommonsenseSource.of(directory);
    assertThatThrownBy(() -> source.evaluation(CommonsenseTask.PIQA))
        .isInstanceOf(DataException.class)
        .hasMessage(directory.resolve("piqa/test.json") + " is not there");
    assertThatThrownBy(() -> source.fingerprint("commonsense_170k", List.of()))
        .hasMessage(directory.resolve("commonsense_170k.json") + " is not there");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | is not a JSON list of rows",
        "'' | is not a JSON list of rows",
        "[] | has no rows",
        "[GOOD, 3] | row 2 (line 1) is no object but VALUE_NUMBER_INT",
        "[GOOD, {\"instruction\": \"a\", \"output\": 3}] | row 2 (line 1) has no text for 'output' but VALUE_NUMBER_INT",
        "[GOOD, {\"instruction\": \"a\"}] | row 2 (line 1) has no 'output'",
        "[GOOD, {\"instruction\": \" \", \"output\": \"b\"}] | row 2 (line 1) has no 'instruction'",
        "[GOOD, {\"instruction\": null, \"output\": \"b\"}] | row 2 (line 1) has no 'instruction'",
        "[GOOD, GOOD | is not valid JSON in row 3 (line 1): Unexpected end-of-input",
        "[GOOD, {\"output\": \"a\", \"output\": \"b\"}] | is not valid JSON in row 2 (line 1): Duplicate field 'output'",
        "[GOOD] 1 | has something behind its list of rows (line 1)",
      })
  void malformedFilesAndRowsAreNamed(String content, String problem, @TempDir Path directory)
      throws IOException {
    Path file =
        write(directory, "boolq/train.json", content.replace("GOOD", ROW.formatted("true")));
    assertThatThrownBy(() -> CommonsenseSource.of(directory).training("boolq"))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(file + " " + problem);
  }

  @Test
  void keysThatNobodyAskedForAreLeftAlone(@TempDir Path directory) throws IOException {
    write(
        directory,
        "piqa/train.json",
        "[{\"id\": {\"a\": [1]}, \"output\": \"b\", \"instruction\": \"a\", \"input\": null}]");
    assertThat(CommonsenseSource.of(directory).training("piqa"))
        .containsExactly(new Instruction("a", "", "b", ""));
  }

  @Test
  void answerThatTheTaskDoesNotHaveIsAnError(@TempDir Path directory) throws IOException {
    Path file = write(directory, "boolq/test.json", rows("true", "answer1"));
    assertThatThrownBy(() -> CommonsenseSource.of(directory).evaluation(CommonsenseTask.BOOLQ))
        .isInstanceOf(DataException.class)
        .hasMessage(file + " row 2 has the answer 'answer1', which is none of true, false");
  }

  @Test
  void fingerprintIsThatOfTheFilesInUse(@TempDir Path directory) throws IOException {
    write(directory, "boolq/train.json", rows("true"));
    write(directory, "boolq/test.json", rows("true"));
    write(directory, "piqa/test.json", rows("solution1"));
    CommonsenseSource source = CommonsenseSource.of(directory);
    List<CommonsenseTask> both = List.of(CommonsenseTask.PIQA, CommonsenseTask.BOOLQ);
    String fingerprint = source.fingerprint("boolq", both);
    assertThat(fingerprint).matches("[0-9a-f]{64}");
    assertThat(source.fingerprint("boolq", List.of(both.get(1), both.get(0))))
        .isEqualTo(fingerprint);
    assertThat(source.fingerprint("boolq", List.of(CommonsenseTask.BOOLQ)))
        .isNotEqualTo(fingerprint);
    write(directory, "piqa/test.json", rows("solution2"));
    assertThat(source.fingerprint("boolq", both)).isNotEqualTo(fingerprint);
  }
}
