package org.dashsweep.model.modernbert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.adapter.HeadOnly;
import org.dashsweep.model.ClassifierSettings;
import org.dashsweep.model.DropoutSeeds;
import org.dashsweep.model.EncoderClassifier;
import org.dashsweep.model.EncoderModel;
import org.dashsweep.model.PackedBatch;
import org.dashsweep.model.Pooling;
import org.dashsweep.model.PositionAdapters;
import org.dashsweep.model.bert.TinyBert;
import org.dashsweep.tensor.Precision;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.Torch;
import org.dashsweep.tokenizer.EncodedText;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("native")
class ModernBertModelTest {
  private static final int LONG = 40;

  @BeforeAll
  static void prepare() {
    Torch.prepareThread(1);
  }

  private static EncodedText text(int length) {
    int[] tokens = new int[length];
    Arrays.setAll(tokens, i -> (7 * i + 3) % TinyBert.VOCABULARY);
    return new EncodedText(tokens, new int[length]);
  }

  /** The states of every token behind the last block, of a text alone. */
  private static float[][] states(ObjectNode config, EncodedText text) {
    return states(config, List.of(text)).subList(0, text.length()).toArray(float[][]::new);
  }

  private static List<float[]> states(ObjectNode config, List<EncodedText> texts) {
    try (TensorScope scope = TensorScope.open();
        EncoderModel model = TinyModernBert.load(TinyModernBert.checkpoint(config), config);
        EncoderClassifier classifier = TinyBert.classifier(model, new HeadOnly())) {
      List<Tensor> hidden = new ArrayList<>();
      classifier.inspect(scope, PackedBatch.of(texts), hidden);
      float[] last = hidden.get(hidden.size() - 1).floats();
      List<float[]> states = new ArrayList<>();
      for (int from = 0; from < last.length; from += TinyBert.HIDDEN) {
        states.add(Arrays.copyOfRange(last, from, from + TinyBert.HIDDEN));
      }
      return states;
    }
  }

  /**
   * Two blocks that reach two tokens each: what is five away changes nothing, what is four does.
   */
  @ParameterizedTest
  @CsvSource({"sliding_attention, 4", "full_attention, 39"})
  void attentionReachesAsFarAsItsKind(String kind, int reach) {
    ObjectNode config = TinyModernBert.withAttention(kind);
    EncodedText text = text(LONG);
    int[] changed = text.tokenIds().clone();
    changed[0] = 59;

    float[][] before = states(config, text);
    float[][] after = states(config, new EncodedText(changed, new int[LONG]));

    for (int i = 0; i < LONG; i++) {
      if (i <= reach) {
        assertThat(after[i]).as("token %d", i).isNotEqualTo(before[i]);
      } else {
        assertThat(after[i]).as("token %d", i).containsExactly(before[i]);
      }
    }
  }

  /** One text much longer than the others, so that most places of theirs are padding. */
  @ParameterizedTest
  @ValueSource(strings = {"sliding_attention", "full_attention"})
  void textsOfOneTokenAndLongOnesHaveTheStatesTheyHaveAlone(String kind) {
    ObjectNode config = TinyModernBert.withAttention(kind);
    List<EncodedText> texts = List.of(text(1), text(LONG), text(3));
    List<float[]> together = states(config, texts);
    int from = 0;
    for (EncodedText text : texts) {
      float[][] alone = states(config, text);
      for (int i = 0; i < text.length(); i++) {
        assertThat(together.get(from + i)).containsExactly(alone[i], within(2e-5f));
      }
      from += text.length();
    }
  }

  /** Where all tokens are near by, both kinds of attention differ in their rotation alone. */
  @Test
  void localAttentionOfShortTextsIsGlobal() {
    ObjectNode local = TinyModernBert.withAttention("sliding_attention").put("local_attention", 6);
    ObjectNode global = TinyModernBert.withAttention("full_attention");
    local.put("local_rope_theta", 77.5);
    global.put("global_rope_theta", 77.5);
    assertThat(states(local, text(4))).isDeepEqualTo(states(global, text(4)));
    assertThat(states(local, text(5))[0]).isNotEqualTo(states(global, text(5))[0]);
  }

  @Test
  void everyRateOfDropoutIsTheConfigurationsOwnOrTheTrials() {
    for (String key :
        List.of("embedding_dropout", "attention_dropout", "mlp_dropout", "classifier_dropout")) {
      ObjectNode config = TinyModernBert.config().put(key, 0.5);
      assertThat(logits(config, ClassifierSettings.MODELS_OWN_RATE))
          .as(key)
          .isNotEqualTo(logits(config, 0));
      assertThat(logits(config, 0)).as(key).containsExactly(logits(TinyModernBert.config(), 0));
    }
  }

  private static float[] logits(ObjectNode config, double rate) {
    try (TensorScope scope = TensorScope.open();
        EncoderModel model = TinyModernBert.load(TinyModernBert.checkpoint(config), config)) {
      TensorScope trial = TensorScope.open();
      try (EncoderClassifier classifier =
          model.classifier(
              trial,
              new AdapterSet(trial),
              new ClassifierSettings(
                  3, Pooling.MEAN, rate, rate, rate, 0, PositionAdapters.BOTH, 5))) {
        return classifier
            .trainingLogits(
                scope, PackedBatch.of(List.of(text(9), text(4))), DropoutSeeds.training(1, 2))
            .floats();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mean", "cls"})
  void aBaseInBfloat16IsNearTheOneInFloat32(String pooling) {
    ObjectNode config = TinyModernBert.config().put("classifier_pooling", pooling);
    try (TensorScope scope = TensorScope.open();
        EncoderModel exact = TinyModernBert.load(TinyModernBert.checkpoint(config), config);
        EncoderModel rounded =
            TinyModernBert.load(TinyModernBert.checkpoint(config), config, Precision.BFLOAT16);
        EncoderClassifier one = TinyBert.classifier(exact, new HeadOnly());
        EncoderClassifier other = TinyBert.classifier(rounded, new HeadOnly())) {
      PackedBatch batch = PackedBatch.of(List.of(text(11), text(2)));
      float[] expected = one.logits(scope, batch).floats();
      float[] actual = other.logits(scope, batch).floats();
      assertThat(actual).isNotEqualTo(expected).containsExactly(expected, within(0.05f));
    }
  }
}
