package org.dashsweep.model.modernbert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.stream.IntStream;
import org.dashsweep.model.Activation;
import org.dashsweep.model.Bias;
import org.dashsweep.model.DropoutRates;
import org.dashsweep.model.ModelException;
import org.dashsweep.model.Pooling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModernBertConfigTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** As {@code answerdotai/ModernBERT-base} has it, but for keys that no encoder reads. */
  private static final String PUBLISHED =
      """
      {
        "architectures": ["ModernBertForMaskedLM"],
        "attention_bias": false,
        "attention_dropout": 0.0,
        "bos_token_id": 50281,
        "classifier_activation": "gelu",
        "classifier_bias": false,
        "classifier_dropout": 0.0,
        "classifier_pooling": "mean",
        "embedding_dropout": 0.0,
        "global_attn_every_n_layers": 3,
        "global_rope_theta": 160000.0,
        "hidden_activation": "gelu",
        "hidden_size": 768,
        "intermediate_size": 1152,
        "layer_norm_eps": 1e-05,
        "local_attention": 128,
        "local_rope_theta": 10000.0,
        "max_position_embeddings": 8192,
        "mlp_bias": false,
        "mlp_dropout": 0.0,
        "model_type": "modernbert",
        "norm_bias": false,
        "norm_eps": 1e-05,
        "num_attention_heads": 12,
        "num_hidden_layers": 22,
        "pad_token_id": 50283,
        "position_embedding_type": "absolute",
        "vocab_size": 50368
      }
      """;

  private static ObjectNode published() throws IOException {
    return (ObjectNode) JSON.readTree(PUBLISHED);
  }

  private static ModernBertConfig read(JsonNode config) {
    return ModernBertConfig.read("config.json", config);
  }

  @Test
  void readsThePublishedConfiguration() throws IOException {
    assertThat(read(published()))
        .isEqualTo(
            new ModernBertConfig(
                768,
                22,
                12,
                1152,
                50_368,
                8192,
                50_283,
                1e-5,
                Activation.GELU,
                Activation.GELU,
                new DropoutRates(0, 0, 0, 0),
                0,
                new AlternatingAttention(
                    IntStream.range(0, 22).mapToObj(block -> block % 3 == 0).toList(),
                    64,
                    160_000,
                    10_000),
                new ModernBertConfig.Biases(Bias.NONE, Bias.NONE, Bias.NONE, Bias.NONE),
                Pooling.MEAN));
  }

  /** Transformers 5 gives each layer's kind, and the rotations by kind. */
  @Test
  void readsBothSpellings() throws IOException {
    ObjectNode former = published().put("num_hidden_layers", 4).put("global_rope_theta", 5.5);
    ObjectNode newer = published().put("num_hidden_layers", 4);
    newer.remove("global_attn_every_n_layers");
    newer.remove("global_rope_theta");
    newer.remove("local_rope_theta");
    newer
        .putArray("layer_types")
        .add("full_attention")
        .add("sliding_attention")
        .add("sliding_attention")
        .add("full_attention");
    ObjectNode rotations = newer.putObject("rope_parameters");
    rotations.putObject("full_attention").put("rope_theta", 5.5).put("rope_type", "default");
    rotations.putObject("sliding_attention").put("rope_type", "default");

    assertThat(read(newer)).isEqualTo(read(former));
  }

  @Test
  void aModelOfOneRotationHasNullForTheOther() throws IOException {
    AlternatingAttention attention = read(published().putNull("local_rope_theta")).attention();
    assertThat(attention.localTheta()).isEqualTo(160_000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "model_type; \"bert\"; model_type must be modernbert",
        "hidden_size; 770; hidden_size must be a multiple of the 12 heads",
        "hidden_size; 36; hidden_size must give heads of an even width",
        "hidden_activation; \"geglu\"; hidden_activation must be one of gelu,",
        "classifier_activation; \"mish\"; classifier_activation must be one of gelu,",
        "classifier_pooling; \"max\"; classifier_pooling must be cls or mean: \"max\"",
        "layer_types; [\"full_attention\"]; layer_types must give each of 22 layers",
        "rope_scaling; {\"type\": \"linear\"}; rope_scaling must be absent",
        "rope_parameters; {\"rope_theta\": 1}; rope_parameters must hold full_attention and",
        "rope_parameters; {\"full_attention\": {\"rope_type\": \"yarn\"}}; rope_type must be default",
        "global_rope_theta; 0; global_rope_theta must be a number above 0",
        "global_attn_every_n_layers; 0; global_attn_every_n_layers must be a whole number above 0",
        "local_attention; 1.5; local_attention must be a whole number above 0",
        "sliding_window; 32; sliding_window must be half of local_attention",
        "head_dim; 32; head_dim must be hidden_size / num_attention_heads = 64",
        "norm_bias; 1; norm_bias must be true or false",
        "mlp_dropout; 1; mlp_dropout must be a number in [0, 1)",
        "pad_token_id; 50368; pad_token_id must be below the vocabulary's 50368"
      })
  void refusesWhatItCannotFollow(String key, String value, String message) throws IOException {
    ObjectNode config = published();
    config.set(key, JSON.readTree(value));
    assertThatThrownBy(() -> read(config))
        .isInstanceOf(ModelException.class)
        .hasMessageContainingAll("config.json", message);
  }
}
