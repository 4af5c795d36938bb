package org.dashsweep.weights.huggingface;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dashsweep.weights.Checkpoint;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.StoredTensor;
import org.dashsweep.weights.TestTensors;
import org.dashsweep.weights.pytorch.PyTorchFiles;
import org.dashsweep.weights.pytorch.PyTorchReader;
import org.dashsweep.weights.safetensors.SafetensorsReader;
import org.dashsweep.weights.safetensors.SafetensorsWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HuggingFaceDirectoryTest {
  private static final String INDEX = "model.safetensors.index.json";
  private static final String PYTORCH_INDEX = "pytorch_model.bin.index.json";
  private static final String FIRST = "model-00001-of-00002.safetensors";
  private static final String SECOND = "model-00002-of-00002.safetensors";
  private static final StoredTensor A = TestTensors.floats(List.of(2L), 1f, 2f);
  private static final StoredTensor B = TestTensors.int64(7);

  private final Path directory;

  HuggingFaceDirectoryTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @BeforeEach
  void writeConfig() throws IOException {
    Files.writeString(directory.resolve("config.json"), "{\"model_type\": \"bert\"}");
  }

  @Test
  void readsASingleFile() {
    shard("model.safetensors", Map.of("a", A, "b", B));
    HuggingFaceDirectory model = HuggingFaceDirectory.read(directory);
    assertThat(model.directory()).isEqualTo(directory);
    assertThat(model.config().path("model_type").textValue()).isEqualTo("bert");
    assertThat(model.checkpoint().tensors()).isEqualTo(Map.of("a", A, "b", B));
    assertThat(model.checkpoint().metadata()).isEqualTo(Map.of("format", "pt"));
  }

  @Test
  void readsShardsAsOneCheckpoint() throws IOException {
    shard(FIRST, Map.of("a", A));
    shard(SECOND, Map.of("b", B));
    index("{'a':'%s','b':'%s'}".formatted(FIRST, SECOND));
    Checkpoint sharded = read();
    assertThat(sharded.tensors()).isEqualTo(Map.of("a", A, "b", B));
    assertThat(sharded.source()).isEqualTo(directory.toString());

    shard("model.safetensors", Map.of("a", A, "b", B));
    assertThat(read().source()).endsWith("model.safetensors");
    assertThat(read().fingerprint()).isEqualTo(sharded.fingerprint());
  }

  @Test
  void refusesShardsThatDoNotAgreeWithTheIndex() throws IOException {
    shard(FIRST, Map.of("a", A));
    index("{'a':'%s','b':'%s'}".formatted(FIRST, SECOND));
    assertProblem(INDEX, "names " + SECOND + " for tensor b, which is missing");

    shard(SECOND, Map.of("c", B));
    assertProblem(INDEX, "does not name tensor c of " + SECOND);

    shard(SECOND, Map.of("b", B, "a", A));
    assertProblem(INDEX, "says that %s holds tensor a, but %s does".formatted(FIRST, SECOND));

    shard(SECOND, Map.of());
    assertProblem(INDEX, "says that " + SECOND + " holds b, which it does not");

    Files.writeString(directory.resolve(SECOND), "short");
    assertProblem(SECOND, "is cut short");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../model.safetensors",
        "/etc/model.safetensors",
        "sub/model.safetensors",
        "..\\\\model.safetensors",
        "pytorch_model.bin",
        "",
        ".."
      })
  void refusesShardsElsewhere(String shard) throws IOException {
    index("{'a':'" + shard + "'}");
    assertProblem(INDEX, "names a shard for tensor a that is not a .safetensors file beside it");
  }

  @Test
  void refusesAShardNameThatNoFileCanHave() throws IOException {
    index("{'a':'x\\u0000.safetensors'}");
    assertThatThrownBy(this::read)
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("names a shard for tensor a that can be no file");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}|has no weight_map",
        "[]|has no weight_map",
        "'x'|has no weight_map",
        "{'a':1}|has no file name but 1 for a",
        "{'a':'x.safetensors','a':'y.safetensors'}|Duplicate field 'a'",
        "{'a':|is not valid JSON",
      })
  void refusesABrokenIndex(String weightMap, String expected) throws IOException {
    index(weightMap);
    assertProblem(INDEX, expected);
  }

  @Test
  void refusesABrokenConfig() throws IOException {
    shard("model.safetensors", Map.of("a", A));
    Path config = directory.resolve("config.json");
    Files.writeString(config, "{\n\"a\": x}");
    assertProblem("config.json", "is not valid JSON");
    assertProblem("config.json", "(line 2, column 8)");
    Files.writeString(config, "[]");
    assertProblem("config.json", "is not a JSON object");
    Files.writeString(config, "");
    assertProblem("config.json", "is not a JSON object");
    Files.writeString(config, "{} {}");
    assertProblem("config.json", "is not valid JSON");
    Files.writeString(config, "{\"a\":".repeat(100_000));
    assertProblem("config.json", "nesting depth");
    Files.delete(config);
    assertProblem("config.json", "does not exist");
  }

  @Test
  void readsTheFormerNamesOfLayerNormsParameters() throws IOException {
    shard(FIRST, Map.of("bert.embeddings.LayerNorm.gamma", A, "gamma", A));
    shard(SECOND, Map.of("cls.LayerNorm.beta", B));
    index(
        "{'bert.embeddings.LayerNorm.gamma':'%s','gamma':'%s','cls.LayerNorm.beta':'%s'}"
            .formatted(FIRST, FIRST, SECOND));
    Checkpoint checkpoint = read();
    assertThat(checkpoint.tensors())
        .isEqualTo(
            Map.of("bert.embeddings.LayerNorm.weight", A, "gamma", A, "cls.LayerNorm.bias", B));
    assertThat(checkpoint.sourceOf("cls.LayerNorm.bias")).endsWith(SECOND);

    shard("model.safetensors", Map.of("LayerNorm.beta", A, "LayerNorm.bias", A));
    assertProblem("model.safetensors", "holds LayerNorm.beta and LayerNorm.bias, two names of one");
  }

  @Test
  void namesGitLfsPointersOfAnyFile() throws IOException {
    String pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:ab\nsize 2\n";
    for (String file : List.of("pytorch_model.bin", INDEX, "model.safetensors", "config.json")) {
      Files.writeString(directory.resolve(file), pointer);
      assertProblem(file, "is a Git LFS pointer, not the file itself; run git lfs pull");
    }
  }

  @Test
  void refusesADirectoryWithoutWeights() {
    assertThatThrownBy(this::read)
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(
            "holds no weights: none of model.safetensors, "
                + "model.safetensors.index.json, pytorch_model.bin, pytorch_model.bin.index.json");
    assertThatThrownBy(() -> HuggingFaceDirectory.read(directory.resolve("none")))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("is not a directory");
  }

  @Test
  void readsPyTorchFilesAsSafetensors() throws IOException {
    String reference = fingerprint("/org/dashsweep/verification/llama2-tiny/model.safetensors");

    PyTorchFiles.copy("llama.bin", directory, "pytorch_model.bin");
    assertThat(read().tensors()).hasSize(30);
    assertThat(read().fingerprint()).isEqualTo(reference);
    Files.delete(directory.resolve("pytorch_model.bin"));

    pyTorchShards("pytorch_model-00001-of-00002.bin", "pytorch_model-00002-of-00002.bin");
    assertThat(read().source()).isEqualTo(directory.toString());
    assertThat(read().fingerprint()).isEqualTo(reference);
  }

  @Test
  void refusesPyTorchShardsThatDoNotAgreeWithTheIndex() throws IOException {
    pyTorchShards("a.bin", "b.bin");
    Files.delete(directory.resolve("b.bin"));
    assertProblem(PYTORCH_INDEX, "names b.bin for tensor ");
    Files.copy(directory.resolve("a.bin"), directory.resolve("b.bin"));
    assertProblem(PYTORCH_INDEX, "says that a.bin holds tensor lm_head.weight, but b.bin does");
    PyTorchFiles.copy("hostile.bin", directory, "b.bin");
    assertProblem("b.bin", "asks for posix.system in its pickle under layer.weight");
    pyTorchShards("a.bin", "../b.bin");
    assertProblem(PYTORCH_INDEX, "that is not a .bin file beside it: ../b.bin");
    pyTorchShards("a.bin", "b.safetensors");
    assertProblem(PYTORCH_INDEX, "that is not a .bin file beside it: b.safetensors");
  }

  @Test
  void prefersSafetensorsAndSingleFiles() throws IOException {
    pyTorchShards("a.bin", "b.bin");
    assertThat(read().source()).isEqualTo(directory.toString());
    PyTorchFiles.copy("module.bin", directory, "pytorch_model.bin");
    assertThat(read().source()).endsWith("pytorch_model.bin");
    shard(FIRST, Map.of("a", A));
    index("{'a':'%s'}".formatted(FIRST));
    assertThat(read().tensors()).isEqualTo(Map.of("a", A));
    shard("model.safetensors", Map.of("b", B));
    assertThat(read().tensors()).isEqualTo(Map.of("b", B));
  }

  /** The hub's cache: a snapshot's files are links to blobs elsewhere. */
  @Test
  @DisabledOnOs(OS.WINDOWS) // where making links is a privilege
  void followsLinks() throws IOException {
    Path blobs = Files.createDirectories(directory.resolve("blobs"));
    Path snapshot = Files.createDirectories(directory.resolve("snapshots/0123"));
    pyTorchShards("a.bin", "b.bin");
    int blob = 0;
    for (String file : List.of("a.bin", "b.bin", PYTORCH_INDEX, "config.json")) {
      Files.move(directory.resolve(file), blobs.resolve(String.valueOf(blob)));
      Files.createSymbolicLink(snapshot.resolve(file), Path.of("../../blobs/" + blob));
      blob++;
    }
    assertThat(HuggingFaceDirectory.read(snapshot).checkpoint().tensors()).hasSize(30);
  }

  /**
   * The two halves of llama2-tiny under these names; only what lies in this directory is written.
   */
  private void pyTorchShards(String first, String second) throws IOException {
    Path half = PyTorchFiles.copy("llama-first-half.bin", directory, first);
    SortedMap<String, String> weightMap = new TreeMap<>();
    PyTorchReader.read(half).tensors().keySet().forEach(name -> weightMap.put(name, first));
    Path other = PyTorchFiles.copy("llama-second-half.bin", directory, "second");
    PyTorchReader.read(other).tensors().keySet().forEach(name -> weightMap.put(name, second));
    if (!second.contains("/")) {
      Files.move(other, directory.resolve(second), StandardCopyOption.REPLACE_EXISTING);
    }
    Files.writeString(
        directory.resolve(PYTORCH_INDEX),
        new JsonMapper().writeValueAsString(Map.of("weight_map", weightMap)));
  }

  private String fingerprint(String resource) throws IOException {
    Path file = directory.resolve("reference");
    try (InputStream stream = HuggingFaceDirectoryTest.class.getResourceAsStream(resource)) {
      assertThat(stream).as(resource).isNotNull();
      Files.write(file, stream.readAllBytes());
    }
    return SafetensorsReader.read(file).fingerprint();
  }

  private void assertProblem(String file, String expected) {
    assertThatThrownBy(this::read)
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith(directory.resolve(file).toString())
        .hasMessageContaining(expected);
  }

  private Checkpoint read() {
    return HuggingFaceDirectory.read(directory).checkpoint();
  }

  private void shard(String name, Map<String, StoredTensor> tensors) {
    SafetensorsWriter.write(directory.resolve(name), tensors, Map.of("format", "pt"));
  }

  private void index(String weightMap) throws IOException {
    String json = "{'metadata':{'total_size':16},'weight_map':%s}".formatted(weightMap);
    Files.writeString(directory.resolve(INDEX), json.replace('\'', '"'));
  }
}
