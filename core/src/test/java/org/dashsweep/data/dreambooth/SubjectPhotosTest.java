package org.dashsweep.data.dreambooth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.dashsweep.data.DataException;
import org.dashsweep.image.ImageException;
import org.dashsweep.image.ImageResources;
import org.dashsweep.image.ImageSize;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubjectPhotosTest {
  private final Path directory;

  SubjectPhotosTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void readsTheLayoutOfTheDataSet() throws IOException {
    Path dataSet = dataSet(directory.resolve("dataset"));
    photo("real-1.png", dataSet.resolve("cat2/01.jpg"));
    Files.writeString(directory.resolve("README.md"), "# DreamBooth");

    // As the data set's repository has it, and its folder itself.
    for (Path location : List.of(directory, dataSet)) {
      SubjectPhotos photos = SubjectPhotos.of(location.toString(), location);
      assertThat(photos.names()).containsExactly("cat2", "duck_toy", "fox");
      Subject cat = photos.subject("cat2");
      assertThat(cat.classWord()).isEqualTo("cat");
      assertThat(cat.kind()).isEqualTo(SubjectKind.LIVE);
      assertThat(cat.photos()).extracting(Photo::fileName).containsExactly("00.jpg", "01.jpg");
      assertThat(cat.photos().get(0).name()).isEqualTo(dataSet + "/cat2/00.jpg");
      assertThat(cat.photos().get(0).size()).isEqualTo(new ImageSize(90, 66));
      assertThat(photos.subject("duck_toy").kind()).isEqualTo(SubjectKind.OBJECT);
      assertThat(photos.subject("fox").kind()).isEqualTo(SubjectKind.LIVE);
    }
  }

  @Test
  void readsOneFolderOfPhotosWithAnyNames() throws IOException {
    Path folder = Files.createDirectory(directory.resolve("my-dog 2"));
    photo("real-1.png", folder.resolve("Ferien ä.JPG"));
    photo("real-3.jpg", folder.resolve("IMG"));
    for (String left : List.of(".DS_Store", "_notes", "prompts.txt", "Thumbs.db")) {
      Files.writeString(folder.resolve(left), "no image");
    }

    SubjectPhotos photos = SubjectPhotos.of("photos", folder);
    Subject dog = photos.subject("my-dog 2");

    assertThat(photos.names()).containsExactly("my-dog 2");
    assertThat(dog.classWord()).isEqualTo("my dog");
    assertThat(dog.photos())
        .extracting(Photo::name)
        .containsExactly("photos/Ferien ä.JPG", "photos/IMG");
    dog.check();
  }

  @ParameterizedTest
  @CsvSource({"dog6,dog,LIVE", "duck_toy,duck toy,OBJECT", "cat,cat,LIVE", "42,42,OBJECT"})
  void aFoldersNameTellsTheClass(String folder, String word, SubjectKind kind) throws IOException {
    photo("real-1.png", Files.createDirectory(directory.resolve(folder)).resolve("a.png"));

    Subject subject = SubjectPhotos.of("photos", directory).subject(folder);

    assertThat(subject.classWord()).isEqualTo(word);
    assertThat(subject.kind()).isEqualTo(kind);
  }

  @Test
  void readsThePhotosOfTheDemonstration() {
    SubjectPhotos photos = SubjectPhotos.of("photos", Path.of("../sweeps/data/dreambooth"));

    assertThat(photos.names()).containsExactly("toy_robot", "vase");
    for (String name : photos.names()) {
      Subject subject = photos.subject(name);
      subject.check();
      assertThat(subject.kind()).isEqualTo(SubjectKind.OBJECT);
      assertThat(subject.photos()).hasSize(5);
      // Stored sideways.
      assertThat(subject.photos().get(2).size()).isEqualTo(new ImageSize(352, 272));
    }
    assertThat(photos.subject("toy_robot").words("sks")).isEqualTo("sks robot");
    assertThat(
            SubjectPrompts.file("prompts", Path.of("../sweeps/data/dreambooth/prompts.txt"))
                .of(photos.subject("vase"), ""))
        .hasSize(5)
        .startsWith("a photo of a vase on the beach");
  }

  @Test
  void photosIdentifyThemselvesByTheirContent() throws IOException {
    Path one = Files.createDirectories(directory.resolve("one/cat"));
    Path two = Files.createDirectories(directory.resolve("two/cat"));
    photo("real-1.png", one.resolve("a.png"));
    photo("real-1.png", two.resolve("b.png"));
    String before = fingerprint(one);

    assertThat(fingerprint(two)).isEqualTo(before);
    photo("real-2.png", two.resolve("c.png"));
    assertThat(fingerprint(two)).isNotEqualTo(before);
  }

  @Test
  void refusesWhatIsNoFolder() throws IOException {
    Path file = Files.createFile(directory.resolve("photo.jpg"));

    assertProblem(file, "photos is no folder; name the folder that holds the photos");
    assertProblem(
        directory.resolve("nowhere"),
        "photos does not exist; name a folder of photos, or of folders of photos");
  }

  @Test
  void refusesFoldersWithoutPhotos() throws IOException {
    assertProblem(directory, "photos has neither photos nor folders of photos");

    Files.createDirectory(directory.resolve("cat"));
    assertThatThrownBy(() -> SubjectPhotos.of("photos", directory).subject("cat"))
        .isInstanceOf(DataException.class)
        .hasMessage("photos/cat has no photo; put some JPEG, PNG or WebP files there");
  }

  @Test
  void refusesPhotosBesideFolders() throws IOException {
    Files.createDirectory(directory.resolve("cat"));
    photo("real-1.png", directory.resolve("a.png"));

    assertProblem(
        directory,
        "photos has both files and folders, such as a.png and cat; keep photos in folders, or"
            + " nothing but photos");
  }

  @Test
  void refusesAFolderAmongPhotos() throws IOException {
    Path cat = Files.createDirectory(directory.resolve("cat"));
    Files.createDirectory(cat.resolve("more"));

    assertThatThrownBy(() -> SubjectPhotos.of("photos", directory).subject("cat"))
        .isInstanceOf(DataException.class)
        .hasMessage("photos/cat/more is no file; keep nothing but photos beside photos");
  }

  @Test
  void refusesASubjectThatIsNotThere() throws IOException {
    SubjectPhotos photos = SubjectPhotos.of("photos", dataSet(directory));

    assertThatThrownBy(() -> photos.subject("cat"))
        .isInstanceOf(DataException.class)
        .hasMessage("photos has no subject cat; did you mean cat2?");
  }

  @Test
  void refusesASubjectWithoutAClass() throws IOException {
    dataSet(directory);
    photo("real-1.png", Files.createDirectory(directory.resolve("lamp")).resolve("a.png"));
    SubjectPhotos photos = SubjectPhotos.of("photos", directory);

    assertThatThrownBy(() -> photos.subject("lamp"))
        .isInstanceOf(DataException.class)
        .hasMessage("photos/prompts_and_classes.txt has no class of lamp; add the line lamp,CLASS");
  }

  @Test
  void namesTheFileThatIsNoPhoto() throws IOException {
    Path cat = Files.createDirectory(directory.resolve("cat"));
    photo("real-1.png", cat.resolve("a.png"));
    Files.writeString(cat.resolve("b.jpg"), "<html>404 Not Found, and some more words</html>");

    assertThatThrownBy(() -> SubjectPhotos.of("photos", directory).subject("cat"))
        .isInstanceOf(ImageException.class)
        .hasMessageStartingWith("photos/cat/b.jpg is no image");
  }

  @Test
  void checkingFindsAPhotoThatIsCutShort() throws IOException {
    Path cat = Files.createDirectory(directory.resolve("cat"));
    byte[] whole = Files.readAllBytes(ImageResources.path("sdxl-more/real-3.jpg"));
    Files.write(cat.resolve("a.jpg"), Arrays.copyOf(whole, whole.length / 2));
    Subject subject = SubjectPhotos.of("photos", directory).subject("cat");

    assertThatThrownBy(subject::check)
        .isInstanceOf(ImageException.class)
        .hasMessageStartingWith("photos/cat/a.jpg is damaged JPEG: ");
  }

  private void assertProblem(Path location, String message) {
    assertThatThrownBy(() -> SubjectPhotos.of("photos", location))
        .isInstanceOf(DataException.class)
        .hasMessage(message);
  }

  private static String fingerprint(Path folder) {
    return SubjectPhotos.of("photos", folder).subject("cat").fingerprint();
  }

  private static Path dataSet(Path folder) throws IOException {
    for (String subject : List.of("cat2", "duck_toy", "fox")) {
      photo("real-3.jpg", Files.createDirectories(folder.resolve(subject)).resolve("00.jpg"));
    }
    try (var stream =
        Objects.requireNonNull(
            SubjectPhotosTest.class.getResourceAsStream("prompts_and_classes.txt"))) {
      Files.copy(stream, folder.resolve("prompts_and_classes.txt"));
    }
    return folder;
  }

  private static void photo(String resource, Path file) throws IOException {
    Files.copy(ImageResources.path("sdxl-more/" + resource), file);
  }
}
