package org.dashsweep.model.mistral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import org.dashsweep.model.ModelException;
import org.dashsweep.model.decoder.DecoderAttention;
import org.dashsweep.model.decoder.DecoderConfig;
import org.dashsweep.model.decoder.RotaryEmbedding;
import org.dashsweep.model.decoder.SlidingWindow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MistralConfigTest {
  private static final JsonMapper JSON = new JsonMapper();

  /** As Mistral 7B v0.3's config.json has it, with two layers. */
  private static final String V3 =
      """
      {"architectures": ["MistralForCausalLM"], "attention_dropout": 0.0, "bos_token_id": 1,
       "eos_token_id": 2, "hidden_act": "silu", "hidden_size": 4096, "initializer_range": 0.02,
       "intermediate_size": 14336, "max_position_embeddings": 32768, "model_type": "mistral",
       "num_attention_heads": 32, "num_hidden_layers": 2, "num_key_value_heads": 8,
       "rms_norm_eps": 1e-05, "rope_theta": 1000000.0, "sliding_window": null,
       "tie_word_embeddings": false, "torch_dtype": "bfloat16", "use_cache": true,
       "vocab_size": 32768}
      """;

  @Test
  void readsAPublishedConfig() throws JsonProcessingException {
    DecoderConfig config = MistralConfig.read("config.json", v3());

    assertThat(config.attention()).isEqualTo(DecoderAttention.PLAIN);
    assertThat(config.headWidth()).isEqualTo(128);
    assertThat(config.keyValueHeads()).isEqualTo(8);
    assertThat(config.rotary())
        .isEqualTo(new RotaryEmbedding(1_000_000, new RotaryEmbedding.Unscaled()));
  }

  @Test
  void theNewerSpellingIsTheSame() throws JsonProcessingException {
    ObjectNode newer = v3().put("dtype", "bfloat16");
    newer.remove("torch_dtype");
    newer.remove("rope_theta");
    newer.set(
        "rope_parameters", JSON.readTree("{\"rope_theta\": 1e6, \"rope_type\": \"default\"}"));

    assertThat(MistralConfig.read("config.json", newer))
        .isEqualTo(MistralConfig.read("config.json", v3()));
  }

  @Test
  void aWindowHoldsForEveryBlock() throws JsonProcessingException {
    ObjectNode config = v3().put("sliding_window", 100);
    assertThat(MistralConfig.read("config.json", config).attention().window())
        .isEqualTo(new SlidingWindow(100, Set.of(0, 1)));

    config.set("layer_types", JSON.readTree("[\"sliding_attention\", \"sliding_attention\"]"));
    assertThat(MistralConfig.read("config.json", config).attention().window().blocks())
        .containsExactlyInAnyOrder(0, 1);
  }

  /** As the class of transformers has them. */
  @Test
  void missingKeysHaveTheFamilysDefaults() throws JsonProcessingException {
    ObjectNode config = v3().put("head_dim", 64);
    config.remove("sliding_window");
    config.remove("num_key_value_heads");
    config.remove("max_position_embeddings");

    DecoderConfig read = MistralConfig.read("config.json", config);

    assertThat(read.attention().window().tokens()).isEqualTo(4096);
    assertThat(read.keyValueHeads()).isEqualTo(8);
    assertThat(read.headWidth()).isEqualTo(64);
    assertThat(read.maximumPositions()).isEqualTo(131_072);
    assertThat(
            MistralConfig.read("config.json", config.putNull("num_key_value_heads"))
                .keyValueHeads())
        .isEqualTo(32);
  }

  @ParameterizedTest
  @CsvSource({
    "model_type, '\"llama\"', model_type must be mistral",
    "sliding_window, 0, sliding_window must be a whole number above 0",
    "sliding_window, true, sliding_window must be a whole number above 0",
    "attention_dropout, 0.1, attention_dropout must be 0",
    "rope_scaling, '{\"rope_type\": \"yarn\", \"factor\": 4}', rope_type must be default",
    "layer_types, '[\"sliding_attention\", \"full_attention\"]', layer_types must agree with sliding_window",
    "layer_types, '[\"full_attention\"]', layer_types must say full_attention or sliding_attention for each of the 2 layers",
    "hidden_act, '\"gelu\"', hidden_act must be silu"
  })
  void refusesWhatItDoesNotKnow(String key, String value, String message)
      throws JsonProcessingException {
    ObjectNode config = v3();
    config.set(key, JSON.readTree(value));
    assertThatThrownBy(() -> MistralConfig.read("some/config.json", config))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith("some/config.json is not usable: " + message);
  }

  private static ObjectNode v3() throws JsonProcessingException {
    return (ObjectNode) JSON.readTree(V3);
  }
}
