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
 * @param labels the classes, in the order of their indices
 * @param train examples to learn from, in the data set's order
 * @param evaluation examples to report on, in the data set's order
 */
public record EncodedData(
    String name, List<String> labels, List<EncodedExample> train, List<EncodedExample> evaluation) {
  public EncodedData {
    labels = List.copyOf(labels);
    train = List.copyOf(train);
    evaluation = List.copyOf(evaluation);
  }

  /**
   * Encodes both splits.
   *
   * @param data with only the rows wanted, see {@link LabelledData#withTrainRows}
   * @param maximumLength most tokens of an example, special ones included
   */
  public static EncodedData encode(LabelledData data, TextTokenizer tokenizer, int maximumLength) {
    return new EncodedData(
        data.name(),
        data.labels(),
        encode(data.train(), tokenizer, maximumLength),
        encode(data.evaluation(), tokenizer, maximumLength));
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

  /** Number of tokens of each example, in order: what {@link BatchOrder} needs of them. */
  public static int[] lengths(List<EncodedExample> examples) {
    return examples.stream().mapToInt(example -> example.text().length()).toArray();
  }
}
