package org.dashsweep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.adapter.Lora;
import org.dashsweep.adapter.TargetModules;
import org.dashsweep.data.EncodedExample;
import org.dashsweep.data.Label;
import org.dashsweep.data.Labels;
import org.dashsweep.model.ClassifierSettings;
import org.dashsweep.model.DropoutSeeds;
import org.dashsweep.model.EncoderClassifier;
import org.dashsweep.model.Pooling;
import org.dashsweep.model.PositionAdapters;
import org.dashsweep.model.bert.BertModel;
import org.dashsweep.model.bert.TinyBert;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.Torch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A model with one output learns scores by their mean squared error. */
@Tag("native")
class RegressionObjectiveTest {
  private static final Labels SCORES = new Labels.Scores(0, 5);
  private static final double[] VALUES = {0, 4.25, 2.5, 5, 1};
  private static final DropoutSeeds NO_DROPOUT = DropoutSeeds.EVALUATION;

  @Test
  void theLossIsTheMeanSquaredErrorHoweverItIsCutUp() {
    Torch.prepareThread(1);
    List<EncodedExample> examples = new ArrayList<>();
    for (EncodedExample example : TinyBert.examples(VALUES.length)) {
      examples.add(
          new EncodedExample(
              example.id(), example.text(), new Label.Score(VALUES[examples.size()])));
    }
    try (BertModel base = TinyBert.load();
        EncoderClassifier whole = model(base);
        EncoderClassifier parts = model(base);
        TensorScope scope = TensorScope.open()) {
      float[] outputs = TinyBert.logits(whole, examples);
      assertThat(outputs).hasSize(VALUES.length);
      double squares = 0;
      double slope = 0;
      for (int i = 0; i < VALUES.length; i++) {
        squares += (outputs[i] - VALUES[i]) * (outputs[i] - VALUES[i]);
        slope += 2 * (outputs[i] - VALUES[i]);
      }

      Objective objective = new ClassificationObjective(scope, whole, SCORES, examples);
      double loss = objective.accumulate(new int[] {0, 1, 2, 3, 4}, 5, NO_DROPOUT).loss();
      assertThat(loss).isCloseTo(squares / VALUES.length, within(1e-5));
      Map<String, float[]> gradients = TinyBert.gradients(whole);
      // The bias adds to every output, so its gradient is the mean of the outputs' own.
      assertThat((double) gradient(gradients, "head.classifier.bias")[0])
          .isCloseTo(slope / VALUES.length, within(1e-4));

      Objective cut = new ClassificationObjective(scope, parts, SCORES, examples);
      double first = cut.accumulate(new int[] {0, 1}, 5, NO_DROPOUT).loss();
      double second = cut.accumulate(new int[] {2, 3, 4}, 5, NO_DROPOUT).loss();
      assertThat(first + second).isCloseTo(loss, within(1e-5));
      Map<String, float[]> added = TinyBert.gradients(parts);
      gradients.forEach(
          (name, values) ->
              assertThat(gradient(added, name)).as(name).containsExactly(values, within(1e-4f)));
    }
  }

  private static float[] gradient(Map<String, float[]> gradients, String name) {
    return Objects.requireNonNull(gradients.get(name), name);
  }

  private static EncoderClassifier model(BertModel base) {
    TensorScope scope = TensorScope.open();
    AdapterSet adapters = new AdapterSet(scope);
    new Lora(2, 4, 0, TargetModules.all()).attach(adapters, base, 3);
    return base.classifier(
        scope,
        adapters,
        new ClassifierSettings(
            SCORES.outputs(), Pooling.MEAN, 0, 0, 0, 0, PositionAdapters.BOTH, 3));
  }
}
