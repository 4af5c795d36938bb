package org.dashsweep.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32;
import org.dashsweep.weights.Checkpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageFileTest {
  private static final Checkpoint DECODED = ImageResources.tensors("decoded.safetensors");

  /**
   * The libjpeg 6b that most builds of Java bring repeats the rows of chroma that libjpeg-turbo
   * interpolates, in this one kind of subsampling.
   */
  private static final String HALF_HEIGHT_CHROMA = "440.jpg";

  private final Path directory;

  ImageFileTest(@TempDir Path directory) {
    this.directory = directory;
  }

  static List<Path> files() throws IOException {
    return ImageResources.formats();
  }

  @ParameterizedTest
  @MethodSource("files")
  void readsWhatPillowReads(Path file) {
    RgbImage expected = ImageResources.image(DECODED.tensor(name(file)));

    int difference = ImageResources.difference(ImageFile.read(file), expected);

    assertThat(difference).isLessThanOrEqualTo(tolerance(name(file)));
  }

  private static int tolerance(String name) {
    if (name.equals(HALF_HEIGHT_CHROMA)) {
      return 128;
    }
    // Of four components, whose products are rounded otherwise.
    return name.matches("(cmyk|ycck).*") ? 1 : 0;
  }

  @ParameterizedTest
  @MethodSource("files")
  void tellsTheUprightSizeByTheHeader(Path file) throws IOException {
    assertThat(ImageFile.size("photo", Files.readAllBytes(file)))
        .isEqualTo(ImageFile.read(file).size());
  }

  @Test
  void everyKindIsThere() throws IOException {
    assertThat(files()).hasSize(50).hasSameSizeAs(DECODED.tensors().keySet());
  }

  @ParameterizedTest
  @ValueSource(strings = {"420.jpg", "420-progressive.jpg", "rgb.png", "lossy.webp"})
  void refusesWhatIsCutShort(String name) throws IOException {
    byte[] content = Files.readAllBytes(ImageResources.path("formats/" + name));
    for (int kept : new int[] {content.length - 3, content.length / 2, content.length / 8}) {
      Path file = directory.resolve(name);
      Files.write(file, Arrays.copyOf(content, kept));

      assertThatThrownBy(() -> ImageFile.read(file))
          .isInstanceOf(ImageException.class)
          .hasMessageStartingWith(file.toString())
          .hasMessageContaining("copy the file again");
    }
  }

  @Test
  void contentTellsTheFormat() throws IOException {
    Path misnamed = directory.resolve("really-a-jpeg.png");
    Files.copy(ImageResources.path("formats/444.jpg"), misnamed);

    assertThat(ImageFile.read(misnamed))
        .isEqualTo(ImageFile.read(ImageResources.path("formats/444.jpg")));
  }

  @Test
  void refusesATextThatIsNamedAsAnImage() throws IOException {
    Path file = directory.resolve("cat.jpg");
    Files.writeString(file, "<html>404 Not Found, and some more words</html>");

    assertThatThrownBy(() -> ImageFile.read(file))
        .isInstanceOf(ImageException.class)
        .hasMessage(
            file
                + " is no image, whatever its name says; move it away, or save it as JPEG, PNG or"
                + " WebP");
  }

  @Test
  void refusesOtherFormatsByTheirNames() throws IOException {
    Path file = directory.resolve("cat.png");
    Files.write(file, "GIF89a\1\0\1\0\0\0\0;;;;;;;;".getBytes(StandardCharsets.ISO_8859_1));

    assertThatThrownBy(() -> ImageFile.read(file))
        .isInstanceOf(ImageException.class)
        .hasMessage(file + " holds GIF, which is not read; save it as JPEG, PNG or WebP");
  }

  @Test
  void refusesAnEmptyFileAndAMissingOne() throws IOException {
    Path file = Files.createFile(directory.resolve("cat.png"));

    assertThatThrownBy(() -> ImageFile.read(file)).hasMessage(file + " is empty; copy it again");
    assertThatThrownBy(() -> ImageFile.read(directory.resolve("dog.png")))
        .isInstanceOf(ImageException.class)
        .hasMessage(directory.resolve("dog.png") + " does not exist");
  }

  @Test
  void refusesAGitLfsPointer() throws IOException {
    Path file = directory.resolve("cat.png");
    Files.writeString(file, "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n");

    assertThatThrownBy(() -> ImageFile.read(file))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("is a Git LFS pointer");
  }

  /** A header of ten thousand million pixels with next to nothing behind it. */
  @Test
  void refusesADecompressionBombByItsHeader() throws IOException {
    byte[] png = Files.readAllBytes(ImageResources.path("formats/rgb.png"));
    ByteBuffer.wrap(png).putInt(16, 100_000).putInt(20, 100_000);
    CRC32 checksum = new CRC32();
    checksum.update(png, 12, 17);
    ByteBuffer.wrap(png).putInt(29, (int) checksum.getValue());
    byte[] jpeg = Files.readAllBytes(ImageResources.path("formats/420.jpg"));
    ByteBuffer.wrap(jpeg).putInt(startOfFrame(jpeg) + 5, 0xFFFFFFFF);

    assertThatThrownBy(() -> ImageFile.decode("bomb", png))
        .isInstanceOf(ImageException.class)
        .hasMessageStartingWith("bomb states 100000 × 100000 pixels, more than the limit of ")
        .hasMessageEndingWith("; make it smaller");
    assertThatThrownBy(() -> ImageFile.decode("bomb", jpeg))
        .isInstanceOf(ImageException.class)
        .hasMessageStartingWith("bomb states 65535 × 65535 pixels");
  }

  @Test
  void refusesAChunkThatDiffersFromItsChecksum() throws IOException {
    byte[] content = Files.readAllBytes(ImageResources.path("formats/rgb.png"));
    content[content.length / 2] ^= 1;

    assertThatThrownBy(() -> ImageFile.decode("photo.png", content))
        .isInstanceOf(ImageException.class)
        .hasMessage(
            "photo.png is damaged: its chunk IDAT differs from its checksum; copy the file again");
  }

  /** libwebp's answer to this file is a lack of memory, whatever memory there is. */
  @Test
  void refusesWhatItsLibraryTakesForALackOfMemory() {
    Path file = ImageResources.path("damaged/out-of-memory.webp");

    assertThatThrownBy(() -> ImageFile.read(file))
        .isInstanceOf(ImageException.class)
        .hasMessage(
            file + " is damaged WEBP: its decoding takes too much memory; copy the file again");
  }

  @Test
  void readsAJpegWhoseCameraDataAreLongerThanTheirSegment() throws IOException {
    byte[] jpeg = Files.readAllBytes(ImageResources.path("formats/orientation-6.jpg"));
    int segment = HexFormat.of().formatHex(jpeg).indexOf("ffe1") / 2;
    assertThat(new String(jpeg, segment + 4, 4, StandardCharsets.ISO_8859_1)).isEqualTo("Exif");
    ByteBuffer.wrap(jpeg).putShort(segment + 2, (short) 2);

    assertThat(ImageFile.decode("photo", jpeg).size()).isEqualTo(new ImageSize(14, 21));
  }

  private static int startOfFrame(byte[] jpeg) {
    int at = HexFormat.of().formatHex(jpeg).indexOf("ffc0001108") / 2;
    assertThat(at).isPositive();
    return at;
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }
}
