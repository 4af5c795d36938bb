package org.dashsweep.data;

import java.util.List;
import java.util.Locale;

/** The labels that a data set can have, and the reading of a model's output as one of them. */
public sealed interface Labels {
  /** Returns width of a model's output. */
  int outputs();

  /** Returns whether an example can have this label. */
  boolean contains(Label label);

  /**
   * Returns the label that an output means.
   *
   * @param outputs of the model, as many as {@link #outputs()}
   */
  Label predict(List<Float> outputs);

  /** Returns a label as tables show it. */
  String text(Label label);

  /** Returns a description of the possible labels, for messages: "one of no, yes". */
  String described();

  /**
   * Exactly one of some classes is right.
   *
   * @param names of the classes, in the order of their indices
   */
  record Classes(List<String> names) implements Labels {
    public Classes {
      names = List.copyOf(names);
      if (names.isEmpty()) {
        throw new IllegalArgumentException("there must be at least 1 class");
      }
    }

    @Override
    public int outputs() {
      return names.size();
    }

    @Override
    public boolean contains(Label label) {
      return label instanceof Label.OfClass one && one.index() >= 0 && one.index() < names.size();
    }

    /** Returns the class of the largest logit, the first of equals. */
    @Override
    public Label predict(List<Float> outputs) {
      int best = 0;
      for (int i = 1; i < outputs.size(); i++) {
        if (outputs.get(i) > outputs.get(best)) {
          best = i;
        }
      }
      return new Label.OfClass(best);
    }

    @Override
    public String text(Label label) {
      if (label instanceof Label.OfClass one && contains(label)) {
        return names.get(one.index());
      }
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "label must be %s: %s", described(), label));
    }

    @Override
    public String described() {
      return "one of " + String.join(", ", names);
    }
  }

  /**
   * A number from a range. What a model says may lie outside of it.
   *
   * @param lowest that an example can have
   * @param highest that an example can have
   */
  record Scores(double lowest, double highest) implements Labels {
    /** Any finite number. */
    public static final Scores ANY = new Scores(-Double.MAX_VALUE, Double.MAX_VALUE);

    public Scores {
      if (!(lowest < highest)) {
        throw new IllegalArgumentException(
            String.format(Locale.ROOT, "lowest must be below highest: %s, %s", lowest, highest));
      }
    }

    @Override
    public int outputs() {
      return 1;
    }

    @Override
    public boolean contains(Label label) {
      return label instanceof Label.Score score
          && score.value() >= lowest
          && score.value() <= highest;
    }

    @Override
    public Label predict(List<Float> outputs) {
      return new Label.Score(outputs.get(0));
    }

    @Override
    public String text(Label label) {
      if (label instanceof Label.Score score) {
        return Double.toString(score.value());
      }
      throw new IllegalArgumentException("label must be a score: " + label);
    }

    @Override
    public String described() {
      return String.format(Locale.ROOT, "a number from %s to %s", lowest, highest);
    }
  }
}
