package org.dashsweep.trial.classification;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import org.dashsweep.data.Label;
import org.dashsweep.data.Labels;
import org.dashsweep.trial.TrialResult;
import org.jspecify.annotations.Nullable;

/**
 * The class of each logit, derived from predictions: the largest logit belongs to the predicted
 * class.
 *
 * @param names of the classes, in the order of the logits
 * @param certain whether there is no other order that the predictions allow
 */
record ClassNames(List<String> names, boolean certain) {
  static final ClassNames NONE = new ClassNames(List.of(), true);

  ClassNames {
    names = List.copyOf(names);
  }

  static ClassNames of(List<TrialResult.Prediction> predictions) {
    int classes = predictions.get(0).logits().size();
    Labels.Classes indices =
        new Labels.Classes(new ArrayList<>(Collections.nCopies(classes, "class")));
    @Nullable String[] names = new @Nullable String[classes];
    SortedSet<String> unplaced = new TreeSet<>();
    for (TrialResult.Prediction row : predictions) {
      unplaced.add(row.label());
      int index = ((Label.OfClass) indices.predict(row.logits())).index();
      @Nullable String known = names[index];
      if (known != null && !known.equals(row.prediction())) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "data set %s: the largest logit %d stands for %s and, in example %s, for %s",
                row.dataset(),
                index,
                known,
                row.exampleId(),
                row.prediction()));
      }
      names[index] = row.prediction();
    }
    unplaced.removeAll(Arrays.asList(names));
    long free = Arrays.stream(names).filter(name -> name == null).count();
    boolean certain = unplaced.isEmpty() || (free == 1 && unplaced.size() == 1);
    List<String> all = new ArrayList<>();
    for (int i = 0; i < classes; i++) {
      @Nullable String name = names[i];
      if (name == null && !unplaced.isEmpty()) {
        name = unplaced.first();
        unplaced.remove(name);
      }
      all.add(name == null ? "class " + i : name);
    }
    if (!unplaced.isEmpty()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "data set %s has %d logits, which are fewer than its labels; there is none for %s",
              predictions.get(0).dataset(),
              classes,
              unplaced));
    }
    return new ClassNames(all, certain);
  }
}
