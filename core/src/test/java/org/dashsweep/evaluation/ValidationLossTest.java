package org.dashsweep.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.model.CausalBatch;
import org.dashsweep.model.CausalDecoder;
import org.dashsweep.model.CausalLanguageModel;
import org.dashsweep.model.DropoutSeeds;
import org.dashsweep.model.llama.TinyLlama;
import org.junit.jupiter.api.Test;

class ValidationLossTest {
  /** Every predicted token costs as much as its sequence has tokens. */
  private static final CausalLanguageModel MODEL =
      new CausalLanguageModel() {
        @Override
        public double[] lossSums(CausalBatch batch) {
          float[] values = new float[batch.predicted()];
          Arrays.fill(values, 1);
          double[] predicted = batch.sumBySequence(values);
          for (int i = 0; i < predicted.length; i++) {
            predicted[i] *= predicted[i] + 1;
          }
          return predicted;
        }

        @Override
        public AdapterSet adapters() {
          throw new UnsupportedOperationException();
        }

        @Override
        public Pass accumulate(CausalBatch batch, long predicted, DropoutSeeds seeds) {
          throw new UnsupportedOperationException();
        }

        @Override
        public CausalDecoder decoder() {
          throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
      };

  private static final TinyLlama.Line SHORT = new TinyLlama.Line(List.of(1, 2), 0);
  private static final TinyLlama.Line LONG = new TinyLlama.Line(List.of(1, 2, 3, 4), 0);

  @Test
  void batchesCountByTheirExamples() {
    List<Integer> progress = new ArrayList<>();
    ValidationLoss loss = ValidationLoss.of(MODEL, List.of(SHORT, LONG, LONG), 2, 2, progress::add);
    // (2 + 12) / 4 tokens for two examples, 12 / 3 tokens for one.
    assertThat(loss.mean()).isCloseTo((2 * 3.5 + 4) / 3, within(1e-12));
    assertThat(loss.examples()).isEqualTo(3);
    assertThat(loss.forwards()).isEqualTo(2);
    assertThat(progress).containsExactly(2, 3);
  }

  @Test
  void howManyAreReadTogetherChangesNothing() {
    List<TinyLlama.Line> lines = List.of(SHORT, LONG, LONG, SHORT, LONG);
    ValidationLoss whole = ValidationLoss.of(MODEL, lines, 4, 4, done -> {});
    for (int together = 1; together < 4; together++) {
      assertThat(ValidationLoss.of(MODEL, lines, 4, together, done -> {})).isEqualTo(whole);
    }
  }

  @Test
  void aBatchThatPredictsNothingDoesNotCount() {
    TinyLlama.Line nothing = new TinyLlama.Line(List.of(5, 6), 2);
    ValidationLoss loss =
        ValidationLoss.of(MODEL, List.of(SHORT, LONG, nothing, nothing), 2, 2, done -> {});
    assertThat(loss.mean()).isCloseTo(3.5, within(1e-12));
    assertThat(loss.examples()).isEqualTo(4);
  }

  @Test
  void refusesWhatHasNoMean() {
    assertThatThrownBy(() -> ValidationLoss.of(MODEL, List.of(), 2, 2, done -> {}))
        .hasMessage("there must be at least 1 validation example");
    assertThatThrownBy(
            () ->
                ValidationLoss.of(
                    MODEL, List.of(new TinyLlama.Line(List.of(5, 6), 2)), 1, 1, done -> {}))
        .hasMessage("no token of the validation examples is to be predicted");
  }
}
