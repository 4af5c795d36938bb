package org.dashsweep.trial;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * The rows that a trial is evaluated on, as far as results need them. Two trials whose rows differ
 * in any text, label or number are not comparable.
 *
 * @param fingerprint of the rows' content: lower-case hexadecimal SHA-256
 * @param floor the score, by the primary metric, of always answering the training rows' most
 *     frequent class. NaN where the metric is undefined for that answer, null where there is no
 *     such answer
 */
public record EvaluationRows(String fingerprint, @Nullable Double floor) implements Serializable {
  public EvaluationRows {
    if (fingerprint.isEmpty()) {
      throw new IllegalArgumentException("fingerprint must not be empty");
    }
  }

  /** The same rows for a trial without training rows, which tell the most frequent class. */
  public EvaluationRows withoutFloor() {
    return new EvaluationRows(fingerprint, null);
  }
}
