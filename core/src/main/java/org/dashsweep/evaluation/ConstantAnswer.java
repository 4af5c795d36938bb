package org.dashsweep.evaluation;

import java.util.Collections;
import java.util.List;
import org.dashsweep.data.Example;
import org.dashsweep.data.Label;
import org.dashsweep.data.LabelledData;
import org.dashsweep.data.Labels;

/**
 * The answer that ignores its input: always the most frequent class of the training rows, and for
 * scores always their mean.
 */
public final class ConstantAnswer {
  private ConstantAnswer() {}

  /**
   * Returns its value of the judging metric on the first evaluation set. A metric that is undefined
   * for equal predictions, such as Pearson's correlation, is NaN. Matthews's is 0, as in
   * scikit-learn.
   */
  public static double score(LabelledData data) {
    List<Label> expected =
        data.evaluation().get(0).examples().stream().map(Example::label).toList();
    return Metrics.of(
        data.metrics().judge(),
        data.labels(),
        Collections.nCopies(expected.size(), answer(data)),
        expected);
  }

  private static Label answer(LabelledData data) {
    if (data.labels() instanceof Labels.Classes) {
      return new Label.OfClass(data.balance().orElseThrow().majorityLabel());
    }
    return new Label.Score(
        data.train().stream()
            .mapToDouble(example -> ((Label.Score) example.label()).value())
            .average()
            .orElse(0));
  }
}
