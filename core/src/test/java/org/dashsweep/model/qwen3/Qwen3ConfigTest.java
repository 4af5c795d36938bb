package org.dashsweep.model.qwen3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.dashsweep.model.ModelException;
import org.dashsweep.model.decoder.AttentionBiases;
import org.dashsweep.model.decoder.DecoderAttention;
import org.dashsweep.model.decoder.DecoderConfig;
import org.dashsweep.model.decoder.SlidingWindow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class Qwen3ConfigTest {
  private static final JsonMapper JSON = new JsonMapper();

  /** As Qwen3 0.6B's config.json has it. */
  private static final String QWEN3 =
      """
      {"architectures": ["Qwen3ForCausalLM"], "attention_bias": false, "attention_dropout": 0.0,
       "bos_token_id": 151643, "eos_token_id": 151645, "head_dim": 128, "hidden_act": "silu",
       "hidden_size": 1024, "initializer_range": 0.02, "intermediate_size": 3072,
       "max_position_embeddings": 40960, "max_window_layers": 28, "model_type": "qwen3",
       "num_attention_heads": 16, "num_hidden_layers": 28, "num_key_value_heads": 8,
       "rms_norm_eps": 1e-06, "rope_scaling": null, "rope_theta": 1000000, "sliding_window": null,
       "tie_word_embeddings": true, "torch_dtype": "bfloat16", "use_cache": true,
       "use_sliding_window": false, "vocab_size": 151936}
      """;

  @Test
  void readsAPublishedConfig() throws JsonProcessingException {
    DecoderConfig config = Qwen3Config.read("config.json", qwen3());

    assertThat(config.attention())
        .isEqualTo(new DecoderAttention(AttentionBiases.NONE, true, SlidingWindow.NONE));
    assertThat(config.headWidth()).isEqualTo(128);
    assertThat(config.linearLayers().get(0).outputs()).isEqualTo(16 * 128);
    assertThat(config.maximumPositions()).isEqualTo(40_960);
  }

  @Test
  void attentionMayHaveBiasesAndHeadsTheFamilysWidth() throws JsonProcessingException {
    ObjectNode config = qwen3().put("attention_bias", true);
    config.remove("head_dim");

    DecoderConfig read = Qwen3Config.read("config.json", config);

    assertThat(read.attention().biases()).isEqualTo(AttentionBiases.ALL);
    assertThat(read.headWidth()).isEqualTo(128);
  }

  @ParameterizedTest
  @CsvSource({
    "model_type, '\"qwen3_moe\"', model_type must be qwen3",
    "attention_bias, 1, attention_bias must be true or false",
    "head_dim, 33, head_dim must be even",
    "rope_scaling, '{\"rope_type\": \"yarn\", \"factor\": 4.0}', rope_type must be default",
    "rope_parameters, '{\"full_attention\": {\"rope_type\": \"default\"}}', rope_type must be a text"
  })
  void refusesWhatItDoesNotKnow(String key, String value, String message)
      throws JsonProcessingException {
    ObjectNode config = qwen3();
    config.set(key, JSON.readTree(value));
    assertThatThrownBy(() -> Qwen3Config.read("some/config.json", config))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith("some/config.json is not usable: " + message);
  }

  private static ObjectNode qwen3() throws JsonProcessingException {
    return (ObjectNode) JSON.readTree(QWEN3);
  }
}
