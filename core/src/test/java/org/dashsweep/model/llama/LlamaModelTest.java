package org.dashsweep.model.llama;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dashsweep.checkpoint.Checkpoint;
import org.dashsweep.checkpoint.CheckpointException;
import org.dashsweep.checkpoint.HuggingFaceDirectory;
import org.dashsweep.checkpoint.StoredTensor;
import org.dashsweep.model.ModelException;
import org.dashsweep.tensor.Precision;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A checkpoint that does not fit its configuration is refused, naming file and tensor. */
@Tag("native")
final class LlamaModelTest {
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

  private void load(SortedMap<String, StoredTensor> tensors) {
    TreeMap<String, String> shards = new TreeMap<>();
    tensors.keySet().forEach(name -> shards.put(name, SHARD));
    Checkpoint checkpoint = new Checkpoint("tiny", tensors, Map.of(), shards);
    LlamaConfig config = LlamaConfig.read("config.json", tiny.config());
    LlamaModel.load(checkpoint, config, Precision.FLOAT32).close();
  }

  private static HuggingFaceDirectory tiny() {
    URL directory =
        Objects.requireNonNull(
            LlamaModelTest.class.getResource("/org/dashsweep/verify/llama2-tiny"));
    try {
      return HuggingFaceDirectory.read(Path.of(directory.toURI()));
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
