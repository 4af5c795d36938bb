package org.dashsweep.model.deberta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.dashsweep.model.Activation;
import org.dashsweep.model.DropoutRates;
import org.dashsweep.model.ModelException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DebertaConfigTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** As {@code microsoft/deberta-v3-base} has it, word for word. */
  private static final String PUBLISHED =
      """
      {
        "model_type": "deberta-v2",
        "attention_probs_dropout_prob": 0.1,
        "hidden_act": "gelu",
        "hidden_dropout_prob": 0.1,
        "hidden_size": 768,
        "initializer_range": 0.02,
        "intermediate_size": 3072,
        "max_position_embeddings": 512,
        "relative_attention": true,
        "position_buckets": 256,
        "norm_rel_ebd": "layer_norm",
        "share_att_key": true,
        "pos_att_type": "p2c|c2p",
        "layer_norm_eps": 1e-7,
        "max_relative_positions": -1,
        "position_biased_input": false,
        "num_attention_heads": 12,
        "num_hidden_layers": 12,
        "type_vocab_size": 0,
        "vocab_size": 128100
      }
      """;

  @Test
  void readsThePublishedConfiguration() throws Exception {
    assertThat(DebertaConfig.read("config.json", JSON.readTree(PUBLISHED)))
        .isEqualTo(
            new DebertaConfig(
                768,
                768,
                12,
                12,
                3072,
                128_100,
                512,
                false,
                0,
                0,
                1e-7,
                Activation.GELU,
                Activation.GELU,
                new DropoutRates(0.1, 0.1, 0, 0.1),
                new DisentangledAttention(true, true, true, true, 512, 256, true)));
  }

  @Test
  void readsWhatNewerVersionsSaveAlike() throws Exception {
    ObjectNode saved = changed("pos_att_type", "[\"c2p\", \"p2c\"]");
    saved
        .put("pooler_hidden_size", 768)
        .put("pooler_hidden_act", "gelu")
        .put("pooler_dropout", 0)
        .put("pad_token_id", 0)
        .put("attention_head_size", 64)
        .put("conv_kernel_size", 0)
        .put("embedding_size", 768)
        .putNull("cls_dropout")
        .put("legacy", true);
    assertThat(read(saved)).isEqualTo(read(changed("initializer_range", "0.02")));
  }

  @Test
  void readsEveryKindOfAttention() throws Exception {
    assertThat(attention("pos_att_type", "\"c2p\""))
        .isEqualTo(new DisentangledAttention(true, true, false, true, 512, 256, true));
    assertThat(attention("pos_att_type", "[\"p2c\"]"))
        .isEqualTo(new DisentangledAttention(true, false, true, true, 512, 256, true));
    assertThat(attention("pos_att_type", "null").readsDistances()).isFalse();
    assertThat(attention("relative_attention", "false").readsDistances()).isFalse();
    assertThat(attention("norm_rel_ebd", "\"none\"").normalised()).isFalse();
    assertThat(attention("share_att_key", "null").sharedProjections()).isFalse();
    assertThat(attention("position_buckets", "-1").embeddings()).isEqualTo(1024);
    assertThat(attention("max_relative_positions", "300"))
        .isEqualTo(new DisentangledAttention(true, true, true, true, 300, 256, true));
  }

  @Test
  void dropoutOfTheClassifierIsThatOfHiddenStatesOrItsOwn() throws Exception {
    assertThat(read(changed("hidden_dropout_prob", "0.2")).dropout())
        .isEqualTo(new DropoutRates(0.2, 0.1, 0, 0.2));
    assertThat(read(changed("cls_dropout", "0.3")).dropout())
        .isEqualTo(new DropoutRates(0.1, 0.1, 0, 0.3));
    assertThat(read(changed("pooler_dropout", "0.4")).dropout())
        .isEqualTo(new DropoutRates(0.1, 0.1, 0.4, 0.1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "model_type",
        "hidden_size",
        "num_hidden_layers",
        "num_attention_heads",
        "intermediate_size",
        "vocab_size",
        "max_position_embeddings"
      })
  void namesWhatIsMissing(String key) throws Exception {
    ObjectNode config = changed(key, "null");
    config.remove(key);
    assertThatThrownBy(() -> read(config))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith("config.json is not usable: " + key)
        .hasMessageContaining("missing");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "model_type; \"deberta\"; must be deberta-v2",
        "hidden_size; \"768\"; must be a whole number above 0",
        "hidden_size; 770; must be a multiple of the 12 heads",
        "num_hidden_layers; 0; must be a whole number above 0",
        "num_attention_heads; -12; must be a whole number above 0",
        "intermediate_size; 3072.5; must be a whole number above 0",
        "vocab_size; null; must be a whole number above 0",
        "max_position_embeddings; 1e20; must be a whole number above 0",
        "type_vocab_size; -1; must be a whole number of at least 0",
        "type_vocab_size; true; must be a whole number",
        "embedding_size; 0; must be a whole number above 0",
        "pad_token_id; \"0\"; must be a whole number",
        "pad_token_id; 128100; must be below the vocabulary's 128100",
        "hidden_act; \"mish\"; must be one of gelu, gelu_new, relu, silu, tanh",
        "hidden_act; 3; must be a text",
        "pooler_hidden_act; \"softmax\"; must be one of",
        "pooler_hidden_size; 1024; must be hidden_size = 768",
        "attention_head_size; 128; must be hidden_size / num_attention_heads = 64",
        "hidden_dropout_prob; 1; must be a number in [0, 1)",
        "attention_probs_dropout_prob; -0.1; must be a number in [0, 1)",
        "pooler_dropout; \"0\"; must be a number in [0, 1)",
        "cls_dropout; 2; must be a number in [0, 1)",
        "layer_norm_eps; -1; must be a number in [0, 1)",
        "relative_attention; \"yes\"; must be true or false",
        "position_biased_input; 0; must be true or false",
        "share_att_key; 1; must be true or false",
        "pos_att_type; \"p2c|p2p\"; must hold nothing but c2p and p2c",
        "pos_att_type; \"\"; must hold nothing but c2p and p2c",
        "pos_att_type; [\"c2p\", 3]; must be a list of texts",
        "pos_att_type; {}; must be a list of texts",
        "norm_rel_ebd; \"batch_norm\"; must hold nothing but layer_norm and none",
        "position_buckets; 1; must be 0 or at least 2",
        "position_buckets; 1022; half of it below the longest distance of 511",
        "position_buckets; \"256\"; must be a whole number",
        "max_relative_positions; 0.5; must be a whole number",
        "conv_kernel_size; 3; must be 0 or absent: models with a convolution are not supported"
      })
  void namesTheKeyOfAWrongValue(String key, String value, String rule) throws Exception {
    ObjectNode config = changed(key, value);
    assertThatThrownBy(() -> read(config))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith("config.json is not usable: " + key + " ")
        .hasMessageContaining(rule)
        .hasMessageEndingWith(": " + config.get(key));
  }

  @Test
  void isNoOtherModelsConfiguration() throws Exception {
    for (String other : List.of("[]", "3", "{}")) {
      JsonNode json = JSON.readTree(other);
      assertThatThrownBy(() -> DebertaConfig.read("config.json", json))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("model_type must be deberta-v2");
    }
  }

  private static DisentangledAttention attention(String key, String value)
      throws JsonProcessingException {
    return read(changed(key, value)).attention();
  }

  private static ObjectNode changed(String key, String value) throws JsonProcessingException {
    ObjectNode config = (ObjectNode) JSON.readTree(PUBLISHED);
    config.set(key, JSON.readTree(value));
    return config;
  }

  private static DebertaConfig read(ObjectNode config) {
    return DebertaConfig.read("config.json", config);
  }
}
