package org.dashsweep.model.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.dashsweep.model.ModelException;
import org.dashsweep.model.decoder.DecoderConfig;
import org.dashsweep.model.decoder.RotaryEmbedding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LlamaConfigTest {
  private static final JsonMapper JSON = new JsonMapper();

  /** As LLaMA 2 7B's config.json had it in 2023. */
  private static final String LLAMA2 =
      """
      {"model_type": "llama", "hidden_act": "silu", "hidden_size": 4096, "num_hidden_layers": 32,
       "num_attention_heads": 32, "num_key_value_heads": 32, "intermediate_size": 11008,
       "vocab_size": 32000, "rms_norm_eps": 1e-05, "rope_scaling": null,
       "tie_word_embeddings": false}
      """;

  /** As LLaMA 3.1 8B's. */
  private static final String LLAMA31_ROTARY =
      """
      {"rope_theta": 500000.0,
       "rope_scaling": {"factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
                        "original_max_position_embeddings": 8192, "rope_type": "llama3"}}
      """;

  @Test
  void readsAPublishedConfigWithItsDefaults() {
    DecoderConfig config = LlamaConfig.read("config.json", llama2());

    assertThat(config.headWidth()).isEqualTo(128);
    assertThat(config.paddingToken()).isEqualTo(-1);
    assertThat(config.tiedEmbeddings()).isFalse();
    assertThat(config.rotary())
        .isEqualTo(new RotaryEmbedding(10_000, new RotaryEmbedding.Unscaled()));
  }

  @Test
  void readsBothFormsOfRotaryParameters() throws JsonProcessingException {
    ObjectNode older = llama2();
    older.setAll((ObjectNode) JSON.readTree(LLAMA31_ROTARY));
    ObjectNode newer = llama2();
    newer.set("rope_parameters", older.get("rope_scaling").deepCopy());
    ((ObjectNode) newer.get("rope_parameters")).put("rope_theta", 500_000.0);

    RotaryEmbedding rotary = LlamaConfig.read("config.json", older).rotary();

    assertThat(rotary)
        .isEqualTo(new RotaryEmbedding(500_000, new RotaryEmbedding.Llama3(8, 1, 4, 8192)))
        .isEqualTo(LlamaConfig.read("config.json", newer).rotary());
  }

  @Test
  void stretchesLongWavesAlone() {
    RotaryEmbedding.Llama3 scaling = new RotaryEmbedding.Llama3(8, 1, 4, 8192);
    double radiansAWave = 2 * Math.PI / 8192;

    assertThat(scaling.apply(5 * radiansAWave)).isEqualTo(5 * radiansAWave);
    assertThat(scaling.apply(0.5 * radiansAWave)).isEqualTo(0.5 * radiansAWave / 8);
    // Halfway between 1 and 4 waves a context: half of the frequency kept, half divided by 8.
    assertThat(scaling.apply(2.5 * radiansAWave))
        .isCloseTo(2.5 * radiansAWave * (0.5 + 0.5 / 8), within(1e-15));
  }

  @Test
  void stretchesEveryWaveAlike() throws JsonProcessingException {
    ObjectNode config = llama2();
    config.set("rope_scaling", JSON.readTree("{'type': 'linear', 'factor': 4}".replace('\'', '"')));
    RotaryEmbedding rotary = LlamaConfig.read("config.json", config).rotary();

    assertThat(rotary).isEqualTo(new RotaryEmbedding(10_000, new RotaryEmbedding.Linear(4)));
    assertThat(rotary.frequencies(8)).containsExactly(0.25f, 0.025f, 0.0025f, 0.00025f);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "{'rope_parameters': {'rope_type': 'default', 'rope_theta': 5e5}}|500000",
        "{'rope_parameters': {'rope_type': 'default'}, 'rope_theta': 5e5}|500000",
        "{'rope_parameters': {'rope_type': 'default'}}|10000",
        "{'rope_theta': 1000000}|1000000",
        "{'rope_theta': 5e5, 'rope_parameters': {'rope_type': 'default', 'rope_theta': 5e5}}|500000",
      })
  void findsThetaWhereverItIs(String keys, double theta) throws JsonProcessingException {
    ObjectNode config = llama2();
    config.setAll((ObjectNode) JSON.readTree(keys.replace('\'', '"')));
    assertThat(LlamaConfig.read("config.json", config).rotary())
        .isEqualTo(new RotaryEmbedding(theta, new RotaryEmbedding.Unscaled()));
  }

  @Test
  void readsSharedHeadsTheirWidthAndTiedEmbeddings() {
    ObjectNode config = llama2().put("num_key_value_heads", 8).put("tie_word_embeddings", true);
    config.put("head_dim", 64).put("pad_token_id", 0);
    DecoderConfig read = LlamaConfig.read("config.json", config);
    assertThat(read.keyValueHeads()).isEqualTo(8);
    assertThat(read.headWidth()).isEqualTo(64);
    assertThat(read.tiedEmbeddings()).isTrue();
    assertThat(read.paddingToken()).isZero();

    config.putNull("num_key_value_heads").putNull("head_dim");
    assertThat(LlamaConfig.read("config.json", config).keyValueHeads()).isEqualTo(32);
    assertThat(LlamaConfig.read("config.json", config).headWidth()).isEqualTo(128);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"mistral", "mixtral", "qwen2", "gemma", "phi3", "gpt2", "llama4", "LLaMA"})
  void refusesOtherFamilies(String family) {
    ObjectNode config = llama2().put("model_type", family);
    assertThatThrownBy(() -> LlamaConfig.read("some/config.json", config))
        .isInstanceOf(ModelException.class)
        .hasMessage("some/config.json is not usable: model_type must be llama: \"%s\"", family);
  }

  @ParameterizedTest
  @CsvSource({
    "model_type, 3, model_type must be llama: 3",
    "hidden_act, '\"gelu\"', hidden_act must be silu",
    "attention_bias, true, attention_bias must be false",
    "mlp_bias, true, mlp_bias must be false",
    "attention_dropout, 0.1, attention_dropout must be 0",
    "num_key_value_heads, 5, num_key_value_heads must divide the 32 heads",
    "num_key_value_heads, 64, num_key_value_heads must divide the 32 heads",
    "num_key_value_heads, 0, num_key_value_heads must be a whole number above 0",
    "hidden_size, 4100, hidden_size must be a multiple of the 32 heads",
    "hidden_size, 4294967296, hidden_size must be a whole number above 0",
    "head_dim, 33, head_dim must be even",
    "head_dim, -2, head_dim must be a whole number above 0",
    "vocab_size, 3.5, vocab_size must be a whole number above 0: 3.5",
    "vocab_size, '\"32000\"', vocab_size must be a whole number above 0",
    "tie_word_embeddings, 1, tie_word_embeddings must be true or false",
    "rms_norm_eps, null, rms_norm_eps must be a number",
    "quantization_config, '{\"bits\": 4}', quantization_config must be absent",
    "partial_rotary_factor, 0.5, partial_rotary_factor must be 1",
    "rope_theta, 0, rope_theta must be a number above 0",
    "rope_theta, 1e999, rope_theta must be a number above 0",
    "rope_scaling, '{\"type\": \"dynamic\", \"factor\": 2}', 'type must be default, linear or llama3 (dynamic'",
    "rope_scaling, '{\"type\": \"linear\"}', factor must be a number above 0: missing",
    "rope_scaling, '{\"rope_type\": \"longrope\"}', 'rope_type must be default, linear or llama3: \"longrope\"'",
    "rope_scaling, 2, rope_scaling must be an object",
    "rope_parameters, '{\"rope_type\": \"yarn\"}', 'rope_type must be default, linear or llama3: \"yarn\"'",
    "rope_parameters, '{}', rope_type must be a text: missing",
    "rope_parameters, '{\"rope_type\": \"llama3\", \"factor\": 8, \"low_freq_factor\": 4, \"high_freq_factor\": 1}', low_freq_factor must be below"
  })
  void refusesWhatItDoesNotKnow(String key, String value, String message)
      throws JsonProcessingException {
    ObjectNode config = llama2();
    config.set(key, JSON.readTree(value));

    assertThatThrownBy(() -> LlamaConfig.read("some/config.json", config))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith("some/config.json")
        .hasMessageContaining(message);
  }

  @Test
  void refusesTwoFormsThatDoNotAgree() throws JsonProcessingException {
    ObjectNode config = llama2().put("rope_theta", 500_000);
    config.set(
        "rope_parameters", JSON.readTree("{\"rope_type\": \"default\", \"rope_theta\": 10000}"));
    assertThatThrownBy(() -> LlamaConfig.read("config.json", config))
        .hasMessageContaining("rope_parameters must agree with rope_theta");

    ObjectNode scaled = llama2();
    scaled.set("rope_parameters", JSON.readTree("{\"rope_type\": \"default\"}"));
    scaled.set("rope_scaling", JSON.readTree("{\"type\": \"linear\", \"factor\": 2}"));
    assertThatThrownBy(() -> LlamaConfig.read("config.json", scaled))
        .hasMessageContaining("rope_parameters must agree with");
  }

  private static ObjectNode llama2() {
    try {
      return (ObjectNode) JSON.readTree(LLAMA2);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
