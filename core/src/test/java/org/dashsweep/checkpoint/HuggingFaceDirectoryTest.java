package org.dashsweep.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HuggingFaceDirectoryTest {
  private static final String INDEX = "model.safetensors.index.json";
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
    assertProblem(INDEX, "names " + SECOND + ", which is missing");

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
    assertProblem(INDEX, "names a shard that is not a safetensors file beside it");
  }

  @Test
  void refusesAShardNameThatNoFileCanHave() throws IOException {
    index("{'a':'x\\u0000.safetensors'}");
    assertThatThrownBy(this::read)
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("names a shard that can be no file");
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
    assertProblem("config.json", "at line 2");
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
  void refusesADirectoryWithoutWeights() {
    assertThatThrownBy(this::read)
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("holds neither model.safetensors nor model.safetensors.index.json");
    assertThatThrownBy(() -> HuggingFaceDirectory.read(directory.resolve("none")))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("is not a directory");
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
