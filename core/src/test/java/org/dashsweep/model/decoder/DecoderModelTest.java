package org.dashsweep.model.decoder;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dashsweep.model.ModelException;
import org.dashsweep.model.llama.LlamaConfig;
import org.dashsweep.tensor.Precision;
import org.dashsweep.weights.Checkpoint;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.StoredTensor;
import org.dashsweep.weights.huggingface.HuggingFaceDirectory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A checkpoint that does not fit its configuration is refused, naming file and tensor. */
@Tag("native")
final class DecoderModelTest {
  private static final String SHARD = "pytorch_model-00002-of-00003.bin";

  private final HuggingFaceDirectory tiny = tiny();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "model.embed_tokens.weight",
        "model.layers.1.self_attn.k_proj.weight",
        "model.layers.0.mlp.up_proj.weight",
        "model.layers.0.mlp.down_proj.weight",
        "model.layers.1.post_attention_layernorm.weight",
        "model.norm.weight",
        "lm_head.weight"
      })
  void refusesTensorsOfTheWrongShape(String name) {
    TreeMap<String, StoredTensor> tensors = new TreeMap<>(tiny.checkpoint().tensors());
    StoredTensor right = tiny.checkpoint().tensor(name);
    tensors.put(name, new StoredTensor(right.type(), List.of(1L, right.elements()), right.bytes()));
    assertThatThrownBy(() -> load(tensors))
        .isInstanceOf(ModelException.class)
        .hasMessage(
            "%s has %s of shape [1, %d] where the configuration asks for %s",
            SHARD, name, right.elements(), right.shape());
  }

  @Test
  void refusesACheckpointWithoutATensor() {
    TreeMap<String, StoredTensor> tensors = new TreeMap<>(tiny.checkpoint().tensors());
    tensors.remove("model.layers.0.self_attn.v_proj.weight");
    assertThatThrownBy(() -> load(tensors))
        .isInstanceOf(CheckpointException.class)
        .hasMessage(
            "tiny holds no tensor model.layers.0.self_attn.v_proj.weight among its %d",
            tensors.size());
  }

  /** A bias, a scale of quantized weights, another layer: the model would be another without. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "model.layers.0.self_attn.q_proj.bias",
        "model.layers.1.mlp.up_proj.weight_scale",
        "model.layers.9.input_layernorm.weight",
      })
  void refusesTensorsThatTheConfigurationHasNoPlaceFor(String name) {
    TreeMap<String, StoredTensor> tensors = new TreeMap<>(tiny.checkpoint().tensors());
    tensors.put(name, tiny.checkpoint().tensor("model.norm.weight"));
    assertThatThrownBy(() -> load(tensors))
        .isInstanceOf(ModelException.class)
        .hasMessage(
            "%s holds 1 tensors that its configuration has no place for, such as %s", SHARD, name);
  }

  @Test
  void theFrequenciesOfOlderCheckpointsAreComputedAnyway() {
    TreeMap<String, StoredTensor> tensors = new TreeMap<>(tiny.checkpoint().tensors());
    StoredTensor norm = tiny.checkpoint().tensor("model.norm.weight");
    tensors.put("model.layers.0.self_attn.rotary_emb.inv_freq", norm);
    tensors.put("model.rotary_emb.inv_freq", norm);
    assertThatCode(() -> load(tensors)).doesNotThrowAnyException();
  }

  @Test
  void aTiedHeadMayBeThereIfItIsTheEmbeddings() {
    TreeMap<String, StoredTensor> tensors = new TreeMap<>(tiny.checkpoint().tensors());
    ObjectNode tied = tiny.config().<ObjectNode>deepCopy().put("tie_word_embeddings", true);
    assertThatThrownBy(() -> load(tensors, tied))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith(
            SHARD + " has a lm_head.weight that is not model.embed_tokens.weight, although");
    tensors.put("lm_head.weight", tensors.get("model.embed_tokens.weight"));
    assertThatCode(() -> load(tensors, tied)).doesNotThrowAnyException();
  }

  private void load(SortedMap<String, StoredTensor> tensors) {
    load(tensors, tiny.config());
  }

  private static void load(SortedMap<String, StoredTensor> tensors, JsonNode config) {
    TreeMap<String, String> shards = new TreeMap<>();
    tensors.keySet().forEach(name -> shards.put(name, SHARD));
    Checkpoint checkpoint = new Checkpoint("tiny", tensors, Map.of(), shards);
    DecoderModel.load(checkpoint, LlamaConfig.read("config.json", config), Precision.FLOAT32)
        .close();
  }

  private static HuggingFaceDirectory tiny() {
    URL directory =
        Objects.requireNonNull(
            DecoderModelTest.class.getResource("/org/dashsweep/verification/llama2-tiny"));
    try {
      return HuggingFaceDirectory.read(Path.of(directory.toURI()));
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
