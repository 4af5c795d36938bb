package org.dashsweep.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;
import static org.dashsweep.model.bert.Differences.assertClose;
import static org.dashsweep.model.bert.TinyBert.LABELS;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.adapter.HeadOnly;
import org.dashsweep.adapter.Lora;
import org.dashsweep.adapter.TargetModules;
import org.dashsweep.data.EncodedExample;
import org.dashsweep.model.bert.TinyBert;
import org.dashsweep.tensor.Autograd;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.Torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Packing changes nothing: an example's logits and gradients are those it has alone. */
@Tag("native")
@ParameterizedClass
@EnumSource
class EncoderClassifierTest {
  /** Float32 sums of some hundred terms near one, in another order. */
  private static final double ROUNDING = 2e-5;

  private static final Lora LORA = new Lora(4, 8, 0, TargetModules.all());

  private final EncoderModel base;

  EncoderClassifierTest(TinyEncoder encoder) {
    Torch.prepareThread(1);
    base = encoder.load();
  }

  @AfterEach
  void close() {
    base.close();
  }

  @ParameterizedTest
  @EnumSource
  void anExampleHasTheLogitsItHasAlone(Pooling pooling) {
    List<EncodedExample> examples = TinyBert.examples(7);
    try (EncoderClassifier model = TinyBert.classifier(base, LORA, pooling, 0)) {
      TinyBert.randomise(model);
      float[] packed = TinyBert.logits(model, examples);
      assertThat(packed).hasSize(7 * LABELS);
      for (int i = 0; i < examples.size(); i++) {
        assertThat(Arrays.copyOfRange(packed, i * LABELS, (i + 1) * LABELS))
            .as("example %d", i)
            .containsExactly(
                TinyBert.logits(model, examples.subList(i, i + 1)), within((float) ROUNDING));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void gradientsAreTheSumOfThoseOfTheExamplesAlone(Pooling pooling) {
    List<EncodedExample> examples = TinyBert.examples(7);
    try (EncoderClassifier packed = TinyBert.classifier(base, LORA, pooling, 0);
        EncoderClassifier alone = TinyBert.classifier(base, LORA, pooling, 0)) {
      TinyBert.randomise(packed);
      TinyBert.randomise(alone);
      double loss = TinyBert.accumulate(packed, examples, examples.size());
      double sum = 0;
      for (EncodedExample example : examples) {
        sum += TinyBert.accumulate(alone, List.of(example), examples.size());
      }
      assertThat(loss).isCloseTo(sum, within(ROUNDING));
      assertClose(TinyBert.gradients(packed), TinyBert.gradients(alone), ROUNDING);
    }
  }

  /** Against the usual way: padding goes through every linear layer, attention has a mask. */
  @ParameterizedTest
  @EnumSource
  void paddedExamplesHaveTheSameLogitsAndGradients(Pooling pooling) {
    List<EncodedExample> examples = TinyBert.examples(7);
    PackedBatch packed = TinyBert.pack(examples);
    try (TensorScope scope = TensorScope.open();
        EncoderClassifier model = TinyBert.classifier(base, LORA, pooling, 0);
        EncoderClassifier other = TinyBert.classifier(base, LORA, pooling, 0)) {
      TinyBert.randomise(model);
      TinyBert.randomise(other);
      float[] expected = model.logits(scope, packed).floats();
      for (int length : new int[] {packed.longest(), 16}) {
        PackedBatch padded = packed.padded(length, 0);
        assertThat(padded.tokenCount()).isEqualTo(7 * length);
        assertThat(model.logits(scope, padded).floats())
            .containsExactly(expected, within((float) ROUNDING));
      }
      backward(model.inspect(scope, packed, new ArrayList<>()));
      backward(other.inspect(scope, packed.padded(16, 0), new ArrayList<>()));
      assertClose(TinyBert.gradients(other), TinyBert.gradients(model), ROUNDING);
    }
  }

  private static void backward(Tensor logits) {
    float[] upstream = new float[Math.toIntExact(logits.elements())];
    Arrays.fill(upstream, 1);
    try (TensorScope scope = TensorScope.open()) {
      Autograd.backward(logits, scope.floats(upstream, logits.shape()));
    }
  }

  @Test
  void paddingBelowTheLongestExampleOrTwiceIsRefused() {
    PackedBatch packed = TinyBert.pack(TinyBert.examples(2, 9));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> packed.padded(8, 0))
        .withMessage("length must be at least the longest example's 9: 8");
    PackedBatch padded = packed.padded(10, 0);
    assertThatIllegalStateException().isThrownBy(() -> padded.padded(11, 0));
    // Nothing to fill up: no place is padding.
    try (TensorScope scope = TensorScope.open()) {
      assertThat(packed.padded(9, 0).layout(scope)).doesNotContainKeys("real", "padded");
    }
  }

  @Test
  void examplesOfOneLengthNeedNoGathering() {
    // The shorter example makes the batch ragged; it must not change what the others get.
    List<EncodedExample> equal = TinyBert.examples(4, 9);
    List<EncodedExample> ragged = new ArrayList<>(equal);
    ragged.add(TinyBert.examples(1, 4).get(0));
    try (TensorScope scope = TensorScope.open();
        EncoderClassifier model = TinyBert.classifier(base, LORA)) {
      TinyBert.randomise(model);
      assertThat(TinyBert.pack(equal).layout(scope)).doesNotContainKeys("padded", "packed");
      assertThat(TinyBert.pack(ragged).layout(scope)).containsKeys("padded", "packed");
      assertThat(Arrays.copyOf(TinyBert.logits(model, ragged), 4 * LABELS))
          .containsExactly(TinyBert.logits(model, equal), within((float) ROUNDING));
    }
  }

  @Test
  void gradientsAgreeWhetherGatheredOrNot() {
    List<EncodedExample> equal = TinyBert.examples(4, 9);
    EncodedExample shorter = TinyBert.examples(1, 4).get(0);
    List<EncodedExample> ragged = new ArrayList<>(equal);
    ragged.add(shorter);
    try (EncoderClassifier together = TinyBert.classifier(base, LORA);
        EncoderClassifier apart = TinyBert.classifier(base, LORA)) {
      TinyBert.randomise(together);
      TinyBert.randomise(apart);
      TinyBert.accumulate(together, ragged, 5);
      TinyBert.accumulate(apart, equal, 5);
      TinyBert.accumulate(apart, List.of(shorter), 5);
      assertClose(TinyBert.gradients(together), TinyBert.gradients(apart), ROUNDING);
    }
  }

  /** Training computes attention step by step, for the sake of the weights' dropout. */
  @Test
  void attentionInTrainingIsThatOfEvaluation() {
    // A rate that rounds to no dropped element still takes training's way.
    double none = 1e-9;
    for (List<EncodedExample> examples : List.of(TinyBert.examples(7), TinyBert.examples(4, 9))) {
      try (TensorScope scope = TensorScope.open();
          EncoderClassifier model = TinyBert.classifier(base, LORA, Pooling.MEAN, none)) {
        TinyBert.randomise(model);
        assertThat(trainingLogits(model, scope, examples, 1))
            .containsExactly(TinyBert.logits(model, examples), within((float) ROUNDING));
      }
    }
  }

  @Test
  void onlyTrainingDropsAnything() {
    List<EncodedExample> examples = TinyBert.examples(5);
    try (TensorScope scope = TensorScope.open();
        EncoderClassifier plain = TinyBert.classifier(base, new HeadOnly());
        EncoderClassifier dropping = TinyBert.classifier(base, new HeadOnly(), Pooling.MEAN, 0.5)) {
      float[] expected = TinyBert.logits(plain, examples);
      assertThat(TinyBert.logits(dropping, examples)).containsExactly(expected);
      float[] dropped = trainingLogits(dropping, scope, examples, 3);
      assertThat(dropped).isNotEqualTo(expected);
      assertThat(trainingLogits(dropping, scope, examples, 3)).containsExactly(dropped);
      assertThat(trainingLogits(dropping, scope, examples, 4)).isNotEqualTo(dropped);
      // Drawing did not leave the model in another state.
      assertThat(TinyBert.logits(dropping, examples)).containsExactly(expected);
    }
  }

  /** Of every kind of attention, with positions or without. */
  @ParameterizedTest
  @EnumSource
  void attentionDropsWeightsAsItsPassSays(TinyEncoder kind) {
    List<EncodedExample> examples = TinyBert.examples(5);
    try (TensorScope scope = TensorScope.open();
        EncoderModel encoder = kind.load();
        EncoderClassifier plain = attentionDropout(encoder, 0);
        EncoderClassifier dropping = attentionDropout(encoder, 0.5)) {
      float[] expected = trainingLogits(plain, scope, examples, 3);
      float[] dropped = trainingLogits(dropping, scope, examples, 3);
      assertThat(dropped).isNotEqualTo(expected);
      assertThat(trainingLogits(dropping, scope, examples, 3)).containsExactly(dropped);
      assertThat(trainingLogits(dropping, scope, examples, 4)).isNotEqualTo(dropped);
      assertThat(
              dropping
                  .trainingLogits(scope, TinyBert.pack(examples), DropoutSeeds.training(2, 3))
                  .floats())
          .as("another trial's seed")
          .isNotEqualTo(dropped);
    }
  }

  private static EncoderClassifier attentionDropout(EncoderModel encoder, double rate) {
    TensorScope scope = TensorScope.open();
    AdapterSet adapters = new AdapterSet(scope);
    return encoder.classifier(
        scope,
        adapters,
        new ClassifierSettings(
            TinyBert.LABELS, Pooling.MEAN, 0, rate, 0, 0, PositionAdapters.BOTH, 5));
  }

  @Test
  void hiddenStatesAreThoseOfTheLogits() {
    List<EncodedExample> examples = TinyBert.examples(3);
    try (TensorScope scope = TensorScope.open();
        EncoderClassifier model = TinyBert.classifier(base, new HeadOnly())) {
      List<Tensor> hidden = new ArrayList<>();
      Tensor logits = model.inspect(scope, TinyBert.pack(examples), hidden);
      assertThat(hidden).hasSize(TinyBert.BLOCKS + 1);
      assertThat(hidden)
          .allSatisfy(
              state ->
                  assertThat(state.shape())
                      .containsExactly(TinyBert.pack(examples).tokenCount(), TinyBert.HIDDEN));
      assertThat(logits.floats())
          .containsExactly(TinyBert.logits(model, examples), within((float) ROUNDING));
    }
  }

  private static float[] trainingLogits(
      EncoderClassifier model, TensorScope scope, List<EncodedExample> examples, long pass) {
    return model
        .trainingLogits(scope, TinyBert.pack(examples), DropoutSeeds.training(1, pass))
        .floats();
  }
}
