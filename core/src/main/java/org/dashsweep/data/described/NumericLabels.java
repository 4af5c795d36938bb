package org.dashsweep.data.described;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Labels that are written as numbers. */
final class NumericLabels {
  /** Classes by number where both are numbers, by spelling otherwise; numbers come first. */
  static final Comparator<String> ORDER =
      Comparator.comparing(
              (String label) -> number(label), Comparator.nullsLast(Comparator.naturalOrder()))
          .thenComparing(Comparator.naturalOrder());

  /** More distinct whole numbers than this look like numbers to predict. */
  static final int MOST_CLASSES = 20;

  private static final Pattern NUMBER =
      Pattern.compile(
          "[+-]?([0-9]{1,400}(\\.[0-9]{0,400})?|\\.[0-9]{1,400})([eE][+-]?[0-9]{1,4})?");

  private NumericLabels() {}

  /** Returns the number that a label is, which training can represent; null if it is none. */
  static @Nullable Double number(String label) {
    if (!NUMBER.matcher(label).matches()) {
      return null;
    }
    double number = Double.parseDouble(label);
    return Float.isFinite((float) number) ? number : null;
  }

  /**
   * Refuses labels that look like numbers to predict, where a description does not say what they
   * are.
   *
   * @throws org.dashsweep.data.DataException naming a row that tells
   */
  static void refuse(TaskDescription description, List<LabelledRow> train) {
    Set<String> distinct = new HashSet<>();
    @Nullable LabelledRow telling = null;
    for (LabelledRow row : train) {
      @Nullable Double number = number(row.label());
      if (number == null) {
        return;
      }
      boolean first = distinct.add(row.label());
      if (telling == null
          && (number != Math.rint(number) || (first && distinct.size() > MOST_CLASSES))) {
        telling = row;
      }
    }
    if (telling != null) {
      throw telling.wrong(
          String.format(
              Locale.ROOT,
              "has the label %s in column '%s', as of numbers to predict; add kind: regression or kind: classification to the description",
              telling.label(),
              description.columns().label()));
    }
  }
}
