package org.dashsweep.data;

import java.util.List;
import java.util.function.Function;

/**
 * Examples that a model is evaluated on.
 *
 * @param <E> the examples' form
 * @param name as the tables' column {@code split} has it
 * @param examples in the data set's order
 */
public record EvaluationSet<E>(String name, List<E> examples) {
  public EvaluationSet {
    examples = List.copyOf(examples);
  }

  /** Returns the same set in another form. */
  <F> EvaluationSet<F> map(Function<List<E>, List<F>> change) {
    return new EvaluationSet<>(name, change.apply(examples));
  }
}
