package org.dashsweep.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.dashsweep.adapter.HeadOnly;
import org.dashsweep.data.EncodedExample;
import org.dashsweep.model.EncoderClassifier;
import org.dashsweep.model.Pooling;
import org.dashsweep.model.bert.BertModel;
import org.dashsweep.model.bert.TinyBert;
import org.dashsweep.tensor.Torch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("native")
class EvaluationPassTest {
  @Test
  void batchesDoNotShowInTheResult() {
    Torch.prepareThread(1);
    List<EncodedExample> examples = TinyBert.examples(11);
    try (BertModel base = TinyBert.load();
        EncoderClassifier model = TinyBert.classifier(base, new HeadOnly(), Pooling.MEAN, 0.3)) {
      List<Integer> progress = new ArrayList<>();
      EvaluationPass one = EvaluationPass.of(model, TinyBert.CLASSES, examples, 1, done -> {});
      EvaluationPass four = EvaluationPass.of(model, TinyBert.CLASSES, examples, 4, progress::add);
      assertThat(one.forwards()).isEqualTo(11);
      assertThat(four.forwards()).isEqualTo(3);
      assertThat(progress).containsExactly(4, 8, 11);
      assertThat(four.expected())
          .isEqualTo(examples.stream().map(EncodedExample::label).toList())
          .isEqualTo(one.expected());
      assertThat(four.predictions()).isEqualTo(one.predictions());
      List<Float> alone = new ArrayList<>();
      for (EncodedExample example : examples) {
        for (float logit : TinyBert.logits(model, List.of(example))) {
          alone.add(logit);
        }
      }
      List<Float> batched = four.outputs().stream().flatMap(List::stream).toList();
      assertThat(batched).hasSameSizeAs(alone);
      for (int i = 0; i < alone.size(); i++) {
        assertThat(batched.get(i)).isCloseTo(alone.get(i), within(1e-5f));
      }
    }
  }
}
