package org.dashsweep.model.qwen2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import org.dashsweep.model.ModelException;
import org.dashsweep.model.decoder.AttentionBiases;
import org.dashsweep.model.decoder.DecoderConfig;
import org.dashsweep.model.decoder.SlidingWindow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class Qwen2ConfigTest {
  private static final JsonMapper JSON = new JsonMapper();

  /** As Qwen2.5 0.5B's config.json has it. */
  private static final String QWEN25 =
      """
      {"architectures": ["Qwen2ForCausalLM"], "attention_dropout": 0.0, "bos_token_id": 151643,
       "eos_token_id": 151643, "hidden_act": "silu", "hidden_size": 896,
       "initializer_range": 0.02, "intermediate_size": 4864, "max_position_embeddings": 32768,
       "max_window_layers": 21, "model_type": "qwen2", "num_attention_heads": 14,
       "num_hidden_layers": 24, "num_key_value_heads": 2, "rms_norm_eps": 1e-06,
       "rope_theta": 1000000.0, "sliding_window": 32768, "tie_word_embeddings": true,
       "torch_dtype": "bfloat16", "use_cache": true, "use_mrope": false,
       "use_sliding_window": false, "vocab_size": 151936}
      """;

  @Test
  void readsAPublishedConfig() throws JsonProcessingException {
    DecoderConfig config = Qwen2Config.read("config.json", qwen25());

    assertThat(config.attention().biases()).isEqualTo(AttentionBiases.QUERY_KEY_VALUE);
    assertThat(config.attention().headNorms()).isFalse();
    assertThat(config.attention().window()).isEqualTo(SlidingWindow.NONE);
    assertThat(config.headWidth()).isEqualTo(64);
    assertThat(config.tiedEmbeddings()).isTrue();
    assertThat(config.paddingToken()).isEqualTo(-1);
    assertThat(config.rotary().theta()).isEqualTo(1_000_000);
  }

  /** Blocks below max_window_layers see whole texts. */
  @Test
  void aWindowBeginsAtABlock() throws JsonProcessingException {
    ObjectNode config = qwen25().put("use_sliding_window", true);
    SlidingWindow window = new SlidingWindow(32_768, Set.of(21, 22, 23));
    assertThat(Qwen2Config.read("config.json", config).attention().window()).isEqualTo(window);

    config.remove("max_window_layers");
    assertThat(Qwen2Config.read("config.json", config).attention().window().blocks())
        .as("28 by default")
        .isEmpty();

    config.put("num_hidden_layers", 3);
    config.set(
        "layer_types",
        JSON.readTree("[\"full_attention\", \"sliding_attention\", \"full_attention\"]"));
    assertThat(Qwen2Config.read("config.json", config).attention().window().blocks())
        .containsExactly(1);

    config.putNull("sliding_window").remove("layer_types");
    assertThat(Qwen2Config.read("config.json", config).attention().window())
        .isEqualTo(SlidingWindow.NONE);
  }

  @ParameterizedTest
  @CsvSource({
    "model_type, '\"qwen2_moe\"', model_type must be qwen2",
    "use_sliding_window, 1, use_sliding_window must be true or false",
    "sliding_window, -1, sliding_window must be a whole number above 0",
    "layer_types, '[\"sliding_attention\", \"full_attention\"]', layer_types must say full_attention alone without use_sliding_window",
    "layer_types, '[\"full_attention\", \"linear_attention\"]', layer_types must say full_attention or sliding_attention for each of the 2 layers",
    "layer_types, 4, layer_types must be a list of texts",
    "rope_scaling, '{\"type\": \"yarn\", \"factor\": 4.0}', 'type must be default, linear or llama3: \"yarn\"'",
    "rope_parameters, '{\"rope_type\": \"yarn\", \"factor\": 4.0}', 'rope_type must be default, linear or llama3: \"yarn\"'",
    "quantization_config, '{\"bits\": 4}', quantization_config must be absent"
  })
  void refusesWhatItDoesNotKnow(String key, String value, String message)
      throws JsonProcessingException {
    ObjectNode config = qwen25().put("num_hidden_layers", 2);
    config.set(key, JSON.readTree(value));
    assertThatThrownBy(() -> Qwen2Config.read("some/config.json", config))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith("some/config.json is not usable: " + message);
  }

  @Test
  void refusesANegativeFirstBlockOfAWindow() throws JsonProcessingException {
    ObjectNode config = qwen25().put("use_sliding_window", true).put("max_window_layers", -1);
    assertThatThrownBy(() -> Qwen2Config.read("config.json", config))
        .hasMessageContaining("max_window_layers must be a whole number of at least 0");
  }

  private static ObjectNode qwen25() throws JsonProcessingException {
    return (ObjectNode) JSON.readTree(QWEN25);
  }
}
