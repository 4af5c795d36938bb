package org.dashsweep.model.roberta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.dashsweep.model.Activation;
import org.dashsweep.model.DropoutRates;
import org.dashsweep.model.ModelException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RobertaConfigTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** As {@code FacebookAI/roberta-base} has it. */
  private static final String PUBLISHED =
      """
      {
        "architectures": ["RobertaForMaskedLM"],
        "attention_probs_dropout_prob": 0.1,
        "bos_token_id": 0,
        "eos_token_id": 2,
        "hidden_act": "gelu",
        "hidden_dropout_prob": 0.1,
        "hidden_size": 768,
        "initializer_range": 0.02,
        "intermediate_size": 3072,
        "layer_norm_eps": 1e-05,
        "max_position_embeddings": 514,
        "model_type": "roberta",
        "num_attention_heads": 12,
        "num_hidden_layers": 12,
        "pad_token_id": 1,
        "type_vocab_size": 1,
        "vocab_size": 50265
      }
      """;

  private static ObjectNode published() throws IOException {
    return (ObjectNode) JSON.readTree(PUBLISHED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"roberta", "xlm-roberta"})
  void readsThePublishedConfiguration(String modelType) throws IOException {
    RobertaConfig config =
        RobertaConfig.read("config.json", published().put("model_type", modelType));
    assertThat(config)
        .isEqualTo(
            new RobertaConfig(
                768,
                12,
                12,
                3072,
                50_265,
                514,
                1,
                1,
                1e-5,
                Activation.GELU,
                new DropoutRates(0.1, 0.1, DropoutRates.AS_CLASSIFIER, 0.1)));
    assertThat(config.maximumPositions()).isEqualTo(512);
  }

  /** Hugging Face's head drops its input and the classifier's by one rate. */
  @Test
  void bothRatesOfTheHeadAreOne() throws IOException {
    DropoutRates own =
        RobertaConfig.read("config.json", published().put("classifier_dropout", 0.3)).dropout();
    assertThat(own.overridden(-1, -1, -1)).isEqualTo(new DropoutRates(0.1, 0.1, 0.3, 0.3));
    assertThat(own.overridden(0.2, -1, -1)).isEqualTo(new DropoutRates(0.2, 0.1, 0.2, 0.2));
    assertThat(own.overridden(0.2, 0, 0)).isEqualTo(new DropoutRates(0.2, 0, 0, 0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "model_type; \"bert\"; model_type must be one of roberta, xlm-roberta",
        "position_embedding_type; \"relative_key\"; position_embedding_type must be absolute",
        "is_decoder; true; is_decoder must be false or absent",
        "add_cross_attention; true; add_cross_attention must be false or absent",
        "pad_token_id; null; pad_token_id must be a token",
        "max_position_embeddings; 2; max_position_embeddings must be above 2",
        "hidden_act; \"quick_gelu\"; hidden_act must be one of gelu",
        "type_vocab_size; 0; type_vocab_size must be a whole number above 0",
        "hidden_size; 100; hidden_size must be a multiple of the 12 heads"
      })
  void refusesWhatItCannotFollow(String key, String value, String message) throws IOException {
    ObjectNode config = published();
    config.set(key, JSON.readTree(value));
    assertThatThrownBy(() -> RobertaConfig.read("config.json", config))
        .isInstanceOf(ModelException.class)
        .hasMessageContainingAll("config.json", message);
  }
}
