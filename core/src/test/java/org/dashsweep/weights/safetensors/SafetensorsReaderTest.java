package org.dashsweep.weights.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.dashsweep.weights.Checkpoint;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.ElementType;
import org.dashsweep.weights.StoredTensor;
import org.dashsweep.weights.TestTensors;
import org.dashsweep.weights.huggingface.JsonFile;
import org.dashsweep.weights.pytorch.PyTorchReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SafetensorsReaderTest {
  private static final String TWO_FLOATS =
      "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},"
          + "'b':{'dtype':'F32','shape':[],'data_offsets':[4,8]}}";

  private final Path directory;

  SafetensorsReaderTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void readsWhatTheReferenceWrote() throws IOException {
    Checkpoint checkpoint = SafetensorsReader.read(resource("mixed-types.safetensors"));

    assertThat(checkpoint.tensors()).hasSize(14);
    assertThat(checkpoint.metadata()).isEmpty();
    StoredTensor labels = checkpoint.tensor("labels");
    assertThat(labels.type()).isEqualTo(ElementType.INT64);
    long[] classes = new long[4];
    labels.bytes().asLongBuffer().get(classes);
    assertThat(classes).containsExactly(0, 2, 1, 2);
    assertThat(checkpoint.tensor("loss").shape()).isEmpty();
    assertThat(checkpoint.tensor("loss").toFloats()[0]).isCloseTo(1.26876330f, within(1e-7f));
    assertThat(checkpoint.tensor("logits").shape()).containsExactly(4L, 3L);
    assertThat(checkpoint.tensor("logits").toFloats()).startsWith(-0.053958453f, 0.70127976f);
  }

  @Test
  void readsMetadata() throws IOException {
    Checkpoint checkpoint = SafetensorsReader.read(resource("peft-adapter.safetensors"));
    assertThat(checkpoint.tensors()).hasSize(30);
    assertThat(checkpoint.metadata()).containsExactly(Map.entry("format", "pt"));
  }

  @Test
  void readsEveryType() throws IOException {
    StringBuilder json = new StringBuilder("{");
    int offset = 0;
    for (SafetensorsType type : SafetensorsType.values()) {
      int end = offset + type.elementType().bits() / 2;
      json.append(offset == 0 ? "" : ",")
          .append(
              "'%s':{'dtype':'%s','shape':[4],'data_offsets':[%d,%d]}"
                  .formatted(type, type, offset, end));
      offset = end;
    }
    Checkpoint checkpoint = SafetensorsReader.read(file(json.append("}").toString(), offset));
    assertThat(checkpoint.tensors()).hasSize(ElementType.values().length);
    for (SafetensorsType type : SafetensorsType.values()) {
      assertThat(checkpoint.tensor(type.name()).type()).isEqualTo(type.elementType());
      assertThat(checkpoint.tensor(type.name()).elements()).isEqualTo(4);
    }
  }

  @Test
  void readsEmptyTensorsEmptyFilesAndKeysOfLaterVersions() throws IOException {
    Checkpoint checkpoint =
        SafetensorsReader.read(
            file(
                "{'n':{'dtype':'F32','shape':[0,5],'data_offsets':[2,2],'later':{'x':[1]}},"
                    + "'m':{'dtype':'I8','shape':[2],'data_offsets':[0,2]}}   ",
                2));
    assertThat(checkpoint.tensor("n").elements()).isZero();
    assertThat(SafetensorsReader.read(file("{}      ", 0)).tensors()).isEmpty();
  }

  /** Each of these is read by version 0.8.0 of the reference implementation. */
  static Stream<Arguments> unusualHeaders() {
    String a = "'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}";
    return Stream.of(
        arguments("{" + a + "}\n\n", 4),
        arguments("{" + a + "}\t \r\n", 4),
        arguments(" \n\t\r{\n " + a + "\r\n}", 4),
        arguments("{'__metadata__':null," + a + "}", 4),
        arguments("{" + a + ",'__metadata__':{'k':'1','k':'2'}}", 4),
        arguments("{" + a + "," + a + "}", 4),
        arguments("{'a':{'dtype':'I64','shape':[9],'data_offsets':[0,8]}," + a + "}", 4),
        arguments("{'z':{'dtype':'F32','shape':[0,3],'data_offsets':[0,0]}," + a + "}", 4),
        arguments("{'z':{'dtype':'F32','shape':[0,3],'data_offsets':[4,4]}," + a + "}", 4),
        arguments("{'z':{'dtype':'F8_E4M3','shape':[2],'data_offsets':[4,6]}," + a + "}", 6),
        arguments("{'z':{'dtype':'F4','shape':[2,3],'data_offsets':[4,7]}," + a + "}", 7),
        arguments(
            "{'z':{'dtype':'U16','shape':[1],'data_offsets':[0,2]},"
                + "'a':{'dtype':'F32','shape':[1],'data_offsets':[2,6]}}",
            6),
        arguments("{'a':{'x':1,'x':2,'shape':[1],'data_offsets':[0,4],'dtype':'F32'}}", 4),
        arguments(
            "{'a':{'shape':[1],'data_offsets':[0,4],'dtype':'F32','x':%s%s}}"
                .formatted("[".repeat(100), "]".repeat(100)),
            4),
        arguments(
            "{'"
                + "n".repeat(70_000)
                + "':{'dtype':'F32','shape':[0],'data_offsets':[0,0]},"
                + a
                + "}",
            4));
  }

  @ParameterizedTest
  @MethodSource("unusualHeaders")
  void readsWhatTheReferenceReads(String json, int dataBytes) throws IOException {
    StoredTensor a = SafetensorsReader.read(file(json, dataBytes)).tensor("a");
    assertThat(a.type()).isEqualTo(ElementType.FLOAT32);
    assertThat(a.toFloats()).containsExactly(0f);
  }

  @Test
  void refusesATypeWithoutAnUseOnlyWhereItsNumbersAreAskedFor() throws IOException {
    StoredTensor tensor =
        SafetensorsReader.read(file(entry("F8_E4M3", "[4]", "[0,4]"), 4)).tensor("t");
    assertThatThrownBy(tensor::toFloats)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("FLOAT8_E4M3");
  }

  @Test
  void namesAGitLfsPointer() throws IOException {
    Path pointer =
        Files.writeString(
            directory.resolve("model.safetensors"),
            "version https://git-lfs.github.com/spec/v1\noid sha256:ab\nsize 437955512\n");
    assertThatThrownBy(() -> SafetensorsReader.read(pointer))
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith(pointer + " is a Git LFS pointer")
        .hasMessageContaining("git lfs pull");
    assertThatThrownBy(() -> PyTorchReader.read(pointer))
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith(pointer + " is a Git LFS pointer");
    assertThatThrownBy(() -> JsonFile.readObject(pointer))
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith(pointer + " is a Git LFS pointer");
  }

  @Test
  void givesTheSameTensorsWhateverTheMappingsAre() throws IOException {
    Path file = resource("mixed-types.safetensors");
    String whole = SafetensorsReader.read(file).fingerprint();
    assertThat(SafetensorsReader.read(file, 1).fingerprint()).isEqualTo(whole);
    assertThat(SafetensorsReader.read(file, 10_000).fingerprint()).isEqualTo(whole);
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC}) // whose file systems do not store the hole
  void readsMoreThanTwoGibibytes() throws IOException {
    long half = 1_500_000_000;
    Path file =
        file(
            "{'a':{'dtype':'U8','shape':[%d],'data_offsets':[0,%d]},'b':{'dtype':'U8','shape':[%d],'data_offsets':[%d,%d]}}"
                .formatted(half, half, half, half, 2 * half),
            0);
    long start = Files.size(file);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {11}), start + half - 1);
      channel.write(ByteBuffer.wrap(new byte[] {22}), start + 2 * half - 1);
    }
    Checkpoint checkpoint = SafetensorsReader.read(file);
    assertThat(checkpoint.tensor("a").bytes().get((int) half - 1)).isEqualTo((byte) 11);
    assertThat(checkpoint.tensor("b").bytes().get((int) half - 1)).isEqualTo((byte) 22);
    Files.delete(file);
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void refusesATensorThatNoBufferCanHold() throws IOException {
    long size = 3_000_000_000L;
    Path file =
        file("{'big':{'dtype':'U8','shape':[%d],'data_offsets':[0,%d]}}".formatted(size, size), 0);
    long start = Files.size(file);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[1]), start + size - 1);
    }
    assertThatThrownBy(() -> SafetensorsReader.read(file))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("tensor big of 3000000000 bytes");
    Files.delete(file);
  }

  static Stream<Arguments> brokenHeaders() {
    String a = "'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}";
    return Stream.of(
        arguments("[]", 0, "not a JSON object"),
        arguments("", 0, "not a JSON object"),
        arguments("        ", 0, "not a JSON object"),
        arguments("\f{}", 0, "not a JSON object"),
        arguments("\ufeff{}", 0, "not a JSON object"),
        arguments("{}\f", 0, "broken header"),
        arguments("{}\0", 0, "broken header"),
        arguments("{}x", 0, "broken header"),
        arguments("{}{}", 0, "more than one JSON object"),
        arguments("{'a':}", 0, "broken header"),
        arguments("{'a':1}", 0, "tensor a is not an object"),
        arguments("{'a':null}", 0, "tensor a is not an object"),
        arguments("{'a':{'dtype':'F32','dtype':'F32'}}", 4, "tensor a has two of dtype"),
        arguments("{'a':{'shape':[],'shape':[]}}", 4, "tensor a has two of shape"),
        arguments("{'a':{'data_offsets':[],'data_offsets':[]}}", 4, "has two of data_offsets"),
        arguments("{'__metadata__':{},'__metadata__':null}", 0, "__metadata__ is there twice"),
        arguments(
            "{" + a + ",'a':{'dtype':'U8','shape':[1],'data_offsets':[4,5]}}", 5, "hole of 4"),
        arguments("{'\\ud800':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}}", 4, "surrogate"),
        arguments("{'a\tb':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}}", 4, "broken header"),
        arguments("{'a':{'dtype':'F32','shape':[1]}}", 4, "tensor a lacks one of"),
        arguments(entry("C128", "[1]", "[0,16]"), 16, "tensor t as C128, which is no type"),
        arguments(entry("F4", "[3]", "[0,2]"), 2, "[3] of 4-bit elements ends inside a byte"),
        arguments(entry("F6_E2M3", "[2]", "[0,2]"), 2, "ends inside a byte"),
        arguments(entry("F6_E3M2", "[4]", "[0,4]"), 4, "takes 3 bytes as FLOAT6_E3M2"),
        arguments(entry("f32", "[1]", "[0,4]"), 4, "convert it to one of BOOL"),
        arguments("{'t':{'dtype':3,'shape':[1],'data_offsets':[0,4]}}", 4, "dtype that is no text"),
        arguments(entry("F32", "[-1]", "[0,4]"), 4, "tensor t is impossible: shape [-1] has a neg"),
        arguments(entry("F32", "[-1,-1]", "[0,4]"), 4, "negative"),
        arguments(
            entry("F32", "[4611686018427387904,4]", "[0,0]"),
            0,
            "more elements than can be counted"),
        arguments(entry("F32", "[9223372036854775808]", "[0,4]"), 4, "whole number of 63 bits in"),
        arguments(entry("F32", "[1.0]", "[0,4]"), 4, "not a whole number"),
        arguments(entry("F32", "[1]", "[-0,4]"), 4, "not a whole number"),
        arguments(entry("F32", "['1']", "[0,4]"), 4, "not a whole number"),
        arguments(entry("F32", "[[1]]", "[0,4]"), 4, "not a whole number"),
        arguments(entry("F32", "1", "[0,4]"), 4, "no array as shape"),
        arguments(entry("F32", "[1]", "[0]"), 4, "not a begin and an end"),
        arguments(entry("F32", "[1]", "[0,4,8]"), 4, "not a begin and an end"),
        arguments(entry("F32", "[1]", "[4,0]"), 4, "impossible data_offsets [4, 0]"),
        arguments(entry("F32", "[1]", "[-4,0]"), 4, "impossible data_offsets [-4, 0]"),
        arguments(
            entry("F32", "[1]", "[-9223372036854775808,9223372036854775807]"), 4, "impossible"),
        arguments(entry("F32", "[2]", "[0,4]"), 4, "takes 8 bytes as FLOAT32 of shape [2]"),
        arguments(
            entry("U8", "[9223372036854775807]", "[0,9223372036854775807]"), 4, "is cut short"),
        arguments(entry("F32", "[2]", "[0,8]"), 7, "is cut short: tensor t ends at data byte 8"),
        arguments(entry("F32", "[1]", "[4,8]"), 8, "hole of 4 bytes before tensor t"),
        arguments(entry("F32", "[1]", "[0,4]"), 8, "4 bytes that belong to no tensor"),
        arguments("{}", 1, "1 bytes that belong to no tensor"),
        arguments(
            "{" + a + ",'b':{'dtype':'F32','shape':[1],'data_offsets':[2,6]}}",
            6,
            "overlapping tensors: b begins at data byte 2, a ends at 4"),
        arguments(
            "{" + a + ",'b':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}}",
            4,
            "overlapping tensors"),
        arguments(
            "{" + a + ",'b':{'dtype':'F32','shape':[1],'data_offsets':[5,9]}}",
            9,
            "hole of 1 bytes before tensor b"),
        arguments("{'__metadata__':{'k':1}}", 0, "__metadata__ has a value that is not text: k"),
        arguments("{'__metadata__':{'k':null}}", 0, "__metadata__ has a value that is not text: k"),
        arguments("{'__metadata__':[]}", 0, "__metadata__ is not an object"),
        arguments("{'a':{'x':" + "[".repeat(100_000) + "}}", 0, "nesting depth"),
        arguments("{'a':" + "{'a':".repeat(100_000) + "}", 0, "broken header"),
        arguments("{'a" + "\u0001" + "':1}", 0, "broken header"));
  }

  @ParameterizedTest
  @MethodSource("brokenHeaders")
  void refusesABrokenHeader(String json, int dataBytes, String expected) throws IOException {
    Path file = file(json, dataBytes);
    assertThatThrownBy(() -> SafetensorsReader.read(file))
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(expected);
  }

  @Test
  void refusesTextThatIsNotUtf8() throws IOException {
    Path notUtf8 = file("{'\u00e4':1}".getBytes(StandardCharsets.ISO_8859_1), 0);
    assertThatThrownBy(() -> SafetensorsReader.read(notUtf8))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("not UTF-8");
    Path utf16 = file("{}".getBytes(StandardCharsets.UTF_16LE), 0);
    assertThatThrownBy(() -> SafetensorsReader.read(utf16)).isInstanceOf(CheckpointException.class);
  }

  @Test
  void refusesImpossibleHeaderLengths() throws IOException {
    assertThat(problemWithHeaderLength(Long.MIN_VALUE)).contains("has 9223372036854775808 bytes");
    assertThat(problemWithHeaderLength(-1)).contains("has 18446744073709551615 bytes");
    assertThat(problemWithHeaderLength(Long.MAX_VALUE)).contains("at most 100000000 are allowed");
    assertThat(problemWithHeaderLength(100_000_001)).contains("at most 100000000 are allowed");
    assertThat(problemWithHeaderLength(100_000_000)).contains("is cut short");
    assertThat(problemWithHeaderLength(9)).contains("should have 9 bytes, the file has 8 behind");
  }

  @Test
  void refusesWhatIsNoFile() {
    assertThatThrownBy(() -> SafetensorsReader.read(directory.resolve("none")))
        .isInstanceOf(CheckpointException.class)
        .hasMessageEndingWith("none does not exist");
    assertThatThrownBy(() -> SafetensorsReader.read(directory))
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith(directory.toString());
  }

  @Test
  void refusesEveryTruncation() throws IOException {
    byte[] whole = Files.readAllBytes(file(TWO_FLOATS, 8));
    Path cut = directory.resolve("cut.safetensors");
    for (int length = 0; length < whole.length; length++) {
      Files.write(cut, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> SafetensorsReader.read(cut), "cut at %s", length)
          .isInstanceOf(CheckpointException.class);
    }
    Files.write(cut, whole);
    assertThatCode(() -> SafetensorsReader.read(cut)).doesNotThrowAnyException();
  }

  @Test
  void survivesEveryDamagedByte() throws IOException {
    byte[] whole = Files.readAllBytes(file(TWO_FLOATS, 8));
    Path damaged = directory.resolve("damaged.safetensors");
    int refused = 0;
    for (int at = 0; at < whole.length; at++) {
      for (int mask : new int[] {0x01, 0x04, 0x10, 0x80}) {
        byte[] bytes = whole.clone();
        bytes[at] ^= (byte) mask;
        Files.write(damaged, bytes);
        try {
          assertThat(SafetensorsReader.read(damaged).tensors()).isNotEmpty();
        } catch (CheckpointException e) {
          refused++;
        }
      }
    }
    assertThat(refused).isGreaterThan(whole.length);
  }

  private String problemWithHeaderLength(long headerBytes) throws IOException {
    byte[] length = TestTensors.littleEndian(8).putLong(0, headerBytes).array();
    Path file =
        Files.write(
            directory.resolve("length.safetensors"),
            TestTensors.concatenated(length, "{}      ".getBytes(StandardCharsets.UTF_8)));
    try {
      SafetensorsReader.read(file);
      throw new AssertionError("read a file with header length " + headerBytes);
    } catch (CheckpointException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static String entry(String type, String shape, String offsets) {
    return "{'t':{'dtype':'%s','shape':%s,'data_offsets':%s}}".formatted(type, shape, offsets);
  }

  private Path file(String json, int dataBytes) throws IOException {
    return file(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8), dataBytes);
  }

  private Path file(byte[] json, int dataBytes) throws IOException {
    byte[] length = TestTensors.littleEndian(8).putLong(0, json.length).array();
    return Files.write(
        directory.resolve("written.safetensors"),
        TestTensors.concatenated(length, json, new byte[dataBytes]));
  }

  private Path resource(String name) throws IOException {
    Path file = directory.resolve(name);
    try (InputStream stream = SafetensorsReaderTest.class.getResourceAsStream(name)) {
      assertThat(stream).as(name).isNotNull();
      Files.write(file, stream.readAllBytes());
    }
    return file;
  }
}
