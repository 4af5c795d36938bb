package org.dashsweep.data;

import java.util.ArrayList;
import java.util.List;
import org.dashsweep.tokenizer.EncodedText;
import org.dashsweep.tokenizer.TextTokenizer;

/**
 * A data set as a model reads it. Immutable: encode once per task, tokenizer and maximum length,
 * and share among the trials of a JVM.
 *
 * @param name the task's name
 * @param labels what the examples' labels can be
 * @param metrics by which results on it are measured and compared
 * @param train examples to learn from, in the data set's order
 * @param evaluation sets of examples to report on, the one that decides first
 */
public record EncodedData(
    String name,
    Labels labels,
    TaskMetrics metrics,
    List<EncodedExample> train,
    List<EvaluationSet<EncodedExample>> evaluation) {
  public EncodedData {
    train = List.copyOf(train);
    evaluation = List.copyOf(evaluation);
  }

  /**
   * Encodes every split.
   *
   * @param data with only the rows wanted, see {@link LabelledData#withTrainRows}
   * @param maximumLength most tokens of an example, special ones included
   */
  public static EncodedData encode(LabelledData data, TextTokenizer tokenizer, int maximumLength) {
    return new EncodedData(
        data.name(),
        data.labels(),
        data.metrics(),
        encode(data.train(), tokenizer, maximumLength),
        data.evaluation().stream()
            .map(set -> set.map(examples -> encode(examples, tokenizer, maximumLength)))
            .toList());
  }

  private static List<EncodedExample> encode(
      List<Example> examples, TextTokenizer tokenizer, int maximumLength) {
    List<EncodedText> texts =
        tokenizer.encodeAll(examples.stream().map(Example::segments).toList(), maximumLength);
    List<EncodedExample> encoded = new ArrayList<>(examples.size());
    for (int i = 0; i < examples.size(); i++) {
      Example example = examples.get(i);
      encoded.add(new EncodedExample(example.id(), texts.get(i), example.label()));
    }
    return encoded;
  }

  /** Returns number of tokens of each example, in order: what {@link BatchOrder} needs of them. */
  public static int[] lengths(List<EncodedExample> examples) {
    return examples.stream().mapToInt(example -> example.text().length()).toArray();
  }

  /** Examples of all evaluation sets together. */
  public int evaluationExamples() {
    return evaluation.stream().mapToInt(set -> set.examples().size()).sum();
  }
}
