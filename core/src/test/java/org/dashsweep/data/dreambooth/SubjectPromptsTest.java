package org.dashsweep.data.dreambooth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.dashsweep.data.DataException;
import org.dashsweep.data.rows.RowFile;
import org.dashsweep.image.ImageResources;
import org.dashsweep.image.ImageSize;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubjectPromptsTest {
  private static final Subject CAT = subject("cat", SubjectKind.LIVE);
  private static final Subject TOY = subject("toy", SubjectKind.OBJECT);

  private final Path directory;

  SubjectPromptsTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void thePapersPromptsAreThoseForObjects() {
    List<String> prompts = SubjectPrompts.paper().of(CAT, "");

    assertThat(prompts)
        .hasSize(25)
        .doesNotHaveDuplicates()
        .startsWith("A picture of a cat in the jungle", "A picture of a cat in the snow")
        .contains("A picture of a cat with the Eiffel Tower in the background")
        .endsWith("A picture of a wet cat", "A picture of a cube shaped cat");
  }

  @Test
  void theDataSetHasTwoLists() throws IOException {
    Path folder = Files.createDirectory(directory.resolve("cat"));
    Files.copy(ImageResources.path("sdxl-more/real-1.png"), folder.resolve("a.png"));
    SubjectPrompts prompts = SubjectPrompts.dreambooth(SubjectPhotos.of("photos", directory));

    assertThat(prompts.of(TOY, "sks"))
        .hasSize(25)
        .doesNotHaveDuplicates()
        .startsWith("a sks toy in the jungle")
        .contains("a sks toy floating in an ocean of milk");
    assertThat(prompts.of(CAT, ""))
        .hasSize(25)
        .doesNotHaveDuplicates()
        .startsWith("a cat in the jungle")
        .contains("a cat in a purple wizard outfit")
        .doesNotContain("a cat floating in an ocean of milk");
  }

  @Test
  void thePhotosOwnListsComeFirst() throws IOException {
    Path folder = Files.createDirectory(directory.resolve("cat2"));
    Files.copy(ImageResources.path("sdxl-more/real-1.png"), folder.resolve("a.png"));
    copyTable(directory.resolve("prompts_and_classes.txt"));
    SubjectPrompts prompts = SubjectPrompts.dreambooth(SubjectPhotos.of("photos", directory));

    assertThat(prompts.of(TOY, "sks"))
        .containsExactly("a sks toy on a shelf", "a sks toy in Anna's hand", "a round sks toy");
    assertThat(prompts.of(CAT, "$1"))
        .containsExactly("a $1 cat in Anna's arms", "a sleeping $1 cat");
  }

  @Test
  void readsAFileOfPrompts() throws IOException {
    Path file = directory.resolve("prompts.txt");
    Files.writeString(
        file, "\uFEFF# places\r\na photo of {} at home\r\n\r\n{subject} and {subject}\n");

    assertThat(SubjectPrompts.file("prompts.txt", file).of(CAT, "sks"))
        .containsExactly("a photo of sks cat at home", "sks cat and sks cat");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a cat at home | p.txt, line 2, does not name the subject; write {} or {subject} in its place: a cat at home",
        "{} and {1} | p.txt, line 2, has another brace than those of {} or {subject}: {} and {1}",
        "a {} in bed | p.txt, line 2, repeats line 1; remove one of them: a {} in bed"
      })
  void namesTheLineOfAWrongPrompt(String line, String message) throws IOException {
    Path file = directory.resolve("p.txt");
    Files.writeString(file, "a {} in bed\n" + line + "\n");

    assertThatThrownBy(() -> SubjectPrompts.file("p.txt", file))
        .isInstanceOf(DataException.class)
        .hasMessage(message);
  }

  @Test
  void refusesAFileThatIsMissingOrEmpty() throws IOException {
    Path file = directory.resolve("p.txt");
    assertThatThrownBy(() -> SubjectPrompts.file("p.txt", file))
        .isInstanceOf(DataException.class)
        .hasMessage("p.txt does not exist");

    Files.writeString(file, "# nothing yet\n");
    assertThatThrownBy(() -> SubjectPrompts.file("p.txt", file))
        .isInstanceOf(DataException.class)
        .hasMessage("p.txt has no prompt; write one a line, such as: a photo of {} on the beach");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "duck_toy,toy | line 5, repeats the subject duck_toy",
        "lamp,lamp,thing | line 5, has the kind thing; write object or live",
        "lamp | line 5, is no row of subject_name,class such as dog6,dog: lamp",
        "lamp, | line 5, is no row of subject_name,class such as dog6,dog: lamp,",
        "'a {0} {1}'.format(unique_token, class_token) | line 5, is a prompt before Object Prompts or Live Subject Prompts: 'a {0} {1}'.format(unique_token, class_token)"
      })
  void namesTheLineOfAWrongClass(String line, String message) throws IOException {
    assertTableProblem("cat2,cat\nduck_toy,toy\n" + line + "\n", message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "a {0} {1} | line 7, is no prompt such as 'a {0} {1} in the snow'.format(unique_token, class_token): a {0} {1}",
        "'a {1}'.format(unique_token, class_token), | line 7, does not name the subject; write {0} {1} in its place: a {1}"
      })
  void namesTheLineOfAWrongPromptOfTheDataSet(String line, String message) throws IOException {
    assertTableProblem("cat2,cat\n\nObject Prompts\nprompt_list = [\n" + line + "\n]\n", message);
  }

  @Test
  void refusesATableWithoutClasses() throws IOException {
    Path file = directory.resolve("table.txt");
    Files.writeString(file, "Classes\n\nsubject_name,class\n");

    assertThatThrownBy(() -> PromptsAndClasses.read(new RowFile("table.txt", file)))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "table.txt has no class; write lines such as dog6,dog below subject_name,class");
  }

  private void assertTableProblem(String rows, String message) throws IOException {
    Path file = directory.resolve("table.txt");
    Files.writeString(file, "Classes\nsubject_name,class\n" + rows);

    assertThatThrownBy(() -> PromptsAndClasses.read(new RowFile("table.txt", file)))
        .isInstanceOf(DataException.class)
        .hasMessage("table.txt, " + message);
  }

  private static void copyTable(Path file) throws IOException {
    try (var stream =
        Objects.requireNonNull(
            SubjectPromptsTest.class.getResourceAsStream("prompts_and_classes.txt"))) {
      Files.copy(stream, file);
    }
  }

  private static Subject subject(String word, SubjectKind kind) {
    return new Subject(
        word, word, kind, List.of(new Photo("a.png", Path.of("a.png"), new ImageSize(2, 2), "00")));
  }
}
