package org.dashsweep.data.described;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.dashsweep.data.DataException;
import org.dashsweep.data.Label;
import org.dashsweep.data.Labels;
import org.dashsweep.file.Suggestion;
import org.jspecify.annotations.Nullable;

/** Reads the labels of a description's rows. */
sealed interface LabelReading {
  /** Returns the labels that rows can have. */
  Labels labels();

  /**
   * Returns the label of a row.
   *
   * @throws DataException naming file and line if it can be none
   */
  Label read(LabelledRow row);

  /**
   * Returns the reading that a description and its training rows tell.
   *
   * @throws DataException if they do not tell, or the rows have one class or number only
   */
  static LabelReading of(TaskDescription description, List<LabelledRow> train) {
    if (description.toldKind().orElse(TaskKind.CLASSIFICATION) == TaskKind.REGRESSION) {
      return OfNumbers.of(description, train);
    }
    if (description.toldKind().isEmpty()) {
      NumericLabels.refuse(description, train);
    }
    return OfClasses.of(description, train);
  }

  /**
   * Classes by their names.
   *
   * @param indices by name
   * @param trained those that training rows have
   */
  record OfClasses(TaskDescription description, Map<String, Integer> indices, Set<String> trained)
      implements LabelReading {
    static OfClasses of(TaskDescription description, List<LabelledRow> train) {
      Map<String, Integer> indices = new LinkedHashMap<>();
      if (description.classes().isEmpty()) {
        Set<String> sorted = new TreeSet<>(NumericLabels.ORDER);
        train.forEach(row -> sorted.add(row.label()));
        sorted.forEach(name -> indices.put(name, indices.size()));
      } else {
        description.classes().forEach(name -> indices.put(name, indices.size()));
      }
      Set<String> trained = new HashSet<>();
      OfClasses reading = new OfClasses(description, indices, trained);
      for (LabelledRow row : train) {
        reading.requireListed(row);
        trained.add(row.label());
      }
      if (trained.size() < 2) {
        throw new DataException(
            train.get(0).row().file(),
            String.format(
                Locale.ROOT,
                "has only the class '%s' in its training rows; a task needs two",
                String.join("", trained)));
      }
      return reading;
    }

    @Override
    public Labels labels() {
      return new Labels.Classes(List.copyOf(indices.keySet()));
    }

    @Override
    public Label read(LabelledRow row) {
      requireListed(row);
      if (!trained.contains(row.label())) {
        throw row.wrong(
            String.format(
                Locale.ROOT,
                "has the class '%s', which no training row has; add training rows of it, or remove the row",
                row.label()));
      }
      return new Label.OfClass(indices.getOrDefault(row.label(), -1));
    }

    private void requireListed(LabelledRow row) {
      if (!indices.containsKey(row.label()) && !description.classes().isEmpty()) {
        throw row.wrong(
            String.format(
                Locale.ROOT,
                "has the class '%s', which is none of classes; %s",
                row.label(),
                Suggestion.remedy(row.label(), indices.keySet())));
      }
    }
  }

  /** Numbers, as a person writes them. */
  record OfNumbers(TaskDescription description) implements LabelReading {
    static OfNumbers of(TaskDescription description, List<LabelledRow> train) {
      OfNumbers reading = new OfNumbers(description);
      Map<Label, LabelledRow> distinct = new HashMap<>();
      train.forEach(row -> distinct.putIfAbsent(reading.read(row), row));
      if (distinct.size() < 2) {
        throw new DataException(
            train.get(0).row().file(),
            String.format(
                Locale.ROOT,
                "has only the number %s as label of its training rows; there is nothing to predict",
                train.get(0).label()));
      }
      return reading;
    }

    @Override
    public Labels labels() {
      return Labels.Scores.ANY;
    }

    @Override
    public Label read(LabelledRow row) {
      @Nullable Double number = NumericLabels.number(row.label());
      if (number == null) {
        throw row.wrong(
            String.format(
                Locale.ROOT,
                "has the label '%s' in column '%s', which is no finite number; correct it, or say kind: classification",
                row.label(),
                description.columns().label()));
      }
      return new Label.Score(number);
    }
  }
}
