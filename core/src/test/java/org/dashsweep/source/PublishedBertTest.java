package org.dashsweep.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.dashsweep.weights.Checkpoint;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.ElementType;
import org.dashsweep.weights.StoredTensor;
import org.dashsweep.weights.TestTensors;
import org.dashsweep.weights.onnx.OnnxModelBytes;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PublishedBertTest {
  private Checkpoint checkpoint = new Checkpoint("not read yet", new TreeMap<>(), Map.of());

  private byte[] file = {};

  @BeforeAll
  void read() throws IOException {
    checkpoint = PublishedBert.MINILM.read();
    try (InputStream stream = PublishedBert.class.getResourceAsStream("/all-minilm-l6-v2.onnx")) {
      assertThat(stream).isNotNull();
      file = stream.readAllBytes();
    }
  }

  @Test
  void itsConfigurationIsTheSameInEveryLocale() throws IOException {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG"));
      assertThat(
              new ObjectMapper()
                  .readTree(PublishedBert.MINILM.config())
                  .path("hidden_size")
                  .asInt())
          .isEqualTo(384);
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void holdsWhatBertModelSaves() {
    // Five tensors of the embeddings, sixteen of each layer, two of the pooler, and position_ids.
    assertThat(checkpoint.tensors()).hasSize(5 + 6 * 16 + 2 + 1);
    assertThat(checkpoint.tensors().keySet())
        .filteredOn(name -> name.startsWith("encoder.layer.3."))
        .containsExactly(
            "encoder.layer.3.attention.output.LayerNorm.bias",
            "encoder.layer.3.attention.output.LayerNorm.weight",
            "encoder.layer.3.attention.output.dense.bias",
            "encoder.layer.3.attention.output.dense.weight",
            "encoder.layer.3.attention.self.key.bias",
            "encoder.layer.3.attention.self.key.weight",
            "encoder.layer.3.attention.self.query.bias",
            "encoder.layer.3.attention.self.query.weight",
            "encoder.layer.3.attention.self.value.bias",
            "encoder.layer.3.attention.self.value.weight",
            "encoder.layer.3.intermediate.dense.bias",
            "encoder.layer.3.intermediate.dense.weight",
            "encoder.layer.3.output.LayerNorm.bias",
            "encoder.layer.3.output.LayerNorm.weight",
            "encoder.layer.3.output.dense.bias",
            "encoder.layer.3.output.dense.weight");
    assertThat(shape("embeddings.word_embeddings.weight")).containsExactly(30522L, 384L);
    assertThat(shape("encoder.layer.5.intermediate.dense.weight")).containsExactly(1536L, 384L);
    assertThat(shape("encoder.layer.5.output.dense.weight")).containsExactly(384L, 1536L);
  }

  @Test
  void hasThePublishedNumberOfParameters() {
    // The model card on Hugging Face: 22.7 million, here without the 512 position ids.
    long parameters =
        checkpoint.tensors().values().stream()
            .filter(tensor -> tensor.type() == ElementType.FLOAT32)
            .mapToLong(StoredTensor::elements)
            .sum();
    assertThat(parameters).isEqualTo(22_713_216);
  }

  @Test
  void putsEachElementWhereItsLinearExpectsIt() {
    // Elements (out, in) as a parser written in Python with struct alone finds them in the file.
    assertThat(element("encoder.layer.0.attention.self.query.weight", 7, 300))
        .isEqualTo(0.075550385f);
    assertThat(element("encoder.layer.0.attention.self.query.weight", 300, 7))
        .isEqualTo(0.08477055f);
    assertThat(element("encoder.layer.3.intermediate.dense.weight", 7, 300))
        .isEqualTo(-0.023715274f);
    assertThat(element("encoder.layer.5.output.dense.weight", 300, 7)).isEqualTo(-0.05142479f);
    assertThat(element("embeddings.word_embeddings.weight", 101, 5)).isEqualTo(-0.0013143301f);
  }

  @Test
  void fingerprintIsThatOfAnIndependentImport() {
    // The same Python parser, transposition included, and hashlib.
    assertThat(checkpoint.fingerprint())
        .isEqualTo("1efcacdbd0f2abcedeacfdaf5dbf1802b06d81fd05a49661efd8dcc9c65ce55c");
  }

  @Test
  void configDescribesIt() throws IOException {
    JsonNode config = new ObjectMapper().readTree(PublishedBert.MINILM.config());
    assertThat(config.path("model_type").textValue()).isEqualTo("bert");
    assertThat(config.path("hidden_act").textValue()).isEqualTo("gelu");
    assertThat(config.path("layer_norm_eps").doubleValue()).isEqualTo(1e-12);
    assertThat(config.path("hidden_dropout_prob").doubleValue()).isEqualTo(0.1);
    assertThat(config.path("attention_probs_dropout_prob").doubleValue()).isEqualTo(0.1);
    Map.of(
            "hidden_size", 384,
            "num_hidden_layers", 6,
            "num_attention_heads", 12,
            "intermediate_size", 1536,
            "vocab_size", 30522,
            "max_position_embeddings", 512,
            "type_vocab_size", 2)
        .forEach((key, value) -> assertThat(config.path(key).intValue()).as(key).isEqualTo(value));
  }

  @Test
  void tokenizerKnowsAsManyTokensAsTheEmbeddings() throws IOException {
    JsonNode tokenizer = new ObjectMapper().readTree(PublishedBert.MINILM.tokenizer());
    assertThat(tokenizer.path("model").path("vocab")).hasSize(30522);
    assertThat(tokenizer.path("model").path("vocab").path("[CLS]").intValue()).isEqualTo(101);
  }

  @Test
  void refusesAModelCutShort() {
    InputStream start = new ByteArrayInputStream(file, 0, 40_000_000);
    assertThatThrownBy(() -> PublishedBert.MINILM.read(start, "cut.onnx"))
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith("cut.onnx is cut short");
  }

  @Test
  void refusesTheSameTensorsWithOtherOperations() {
    byte[] other = file.clone();
    other[indexAfter(other, "/embeddings/LayerNorm/Constant_1", 1e-12f)] ^= 1;
    other[indexAfter(other, "/encoder/layer.2/attention/self/Constant_2", 12L)] = 6;
    assertThatThrownBy(
            () -> PublishedBert.MINILM.read(new ByteArrayInputStream(other), "other.onnx"))
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith("other.onnx is not all-MiniLM-L6-v2: ")
        .hasMessageContaining("node /embeddings/LayerNorm/Add takes 1.0000001")
        .hasMessageContaining("node /encoder/layer.2/attention/self/Concat takes 6.0, not 12.0");
  }

  @Test
  void refusesAnotherModelAndSaysHowItDiffers() {
    byte[] other =
        new OnnxModelBytes()
            .floats("embeddings.LayerNorm.bias", new float[] {1, 2}, 2)
            .floats("lm_head.bias", new float[] {1}, 1)
            .model();
    assertThatThrownBy(
            () -> PublishedBert.MINILM.read(new ByteArrayInputStream(other), "other.onnx"))
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith("other.onnx is not all-MiniLM-L6-v2: ")
        .hasMessageContaining("embeddings.LayerNorm.bias is FLOAT32 [2], not FLOAT32 [384]")
        .hasMessageContaining("it lacks encoder.layer.5.output.dense.weight")
        .hasMessageContaining("it has lm_head.bias");
  }

  /** The first byte of a number's little-endian encoding behind a node's name. */
  private static int indexAfter(byte[] model, String node, Number number) {
    byte[] value =
        number instanceof Float
            ? TestTensors.floatBytes(number.floatValue())
            : TestTensors.bytes(TestTensors.int64(number.longValue()));
    // Latin-1 has one character for each byte. All nodes come before the first weights.
    String start = new String(model, 0, 1_000_000, StandardCharsets.ISO_8859_1);
    // A quotation mark is the tag of the field behind the name: /x/Constant_1 is not
    // /x/Constant_12.
    int name = start.indexOf(node + '"');
    int index = start.indexOf(new String(value, StandardCharsets.ISO_8859_1), name);
    assertThat(name).as(node).isPositive();
    assertThat(index).as("value of " + node).isBetween(name, name + 100);
    return index;
  }

  private List<Long> shape(String name) {
    return checkpoint.tensor(name).shape();
  }

  private float element(String name, int row, int column) {
    StoredTensor tensor = checkpoint.tensor(name);
    int columns = Math.toIntExact(tensor.shape().get(1));
    return tensor.bytes().getFloat((row * columns + column) * Float.BYTES);
  }
}
