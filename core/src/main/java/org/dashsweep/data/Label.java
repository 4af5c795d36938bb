package org.dashsweep.data;

/** The right answer to an example, or a model's answer. {@link Labels} says what there can be. */
public sealed interface Label {
  /**
   * One of a data set's classes.
   *
   * @param index among them, from 0
   */
  record OfClass(int index) implements Label {
    @Override
    public String toString() {
      return "class " + index;
    }
  }

  /** A number, such as how alike two sentences are. */
  record Score(double value) implements Label {
    @Override
    public String toString() {
      return Double.toString(value);
    }
  }
}
