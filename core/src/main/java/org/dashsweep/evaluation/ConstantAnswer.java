package org.dashsweep.evaluation;

import java.util.Arrays;
import java.util.List;
import org.dashsweep.data.Example;
import org.dashsweep.data.Label;
import org.dashsweep.data.LabelledData;

/**
 * The answer that ignores its input: always the most frequent class of the training rows, and for
 * scores any number.
 */
public final class ConstantAnswer {
  private ConstantAnswer() {}

  /**
   * Returns its value of the primary metric on the first evaluation set. A metric that is undefined
   * for equal predictions, such as Pearson's correlation, is NaN. Matthews's is 0, as in
   * scikit-learn.
   */
  public static double score(LabelledData data) {
    List<Example> examples = data.evaluation().get(0).examples();
    return switch (data.metric()) {
      case ACCURACY -> ClassificationMetrics.accuracy(majority(data, examples), classes(examples));
      case MATTHEWS -> ClassificationMetrics.matthews(majority(data, examples), classes(examples));
      case CORRELATION ->
          RegressionMetrics.of(new double[examples.size()], scores(examples))
              .getOrDefault(RegressionMetrics.CORRELATION, Double.NaN);
    };
  }

  private static int[] majority(LabelledData data, List<Example> examples) {
    int[] answers = new int[examples.size()];
    Arrays.fill(answers, data.balance().orElseThrow().majorityLabel());
    return answers;
  }

  private static int[] classes(List<Example> examples) {
    return examples.stream().mapToInt(e -> ((Label.OfClass) e.label()).index()).toArray();
  }

  private static double[] scores(List<Example> examples) {
    return examples.stream().mapToDouble(e -> ((Label.Score) e.label()).value()).toArray();
  }
}
