package org.dashsweep.trial.classification;

import java.util.Locale;
import org.dashsweep.model.ClassifierSettings;
import org.dashsweep.model.Pooling;
import org.dashsweep.model.PositionAdapters;
import org.dashsweep.sweep.Cell;
import org.dashsweep.trial.TrialSettings;

/** A classification trial's cell as the types that run it. */
record ClassificationSettings(TrialSettings common) {
  ClassificationSettings(Cell cell) {
    this(new TrialSettings(cell));
  }

  String task() {
    return cell().text("task");
  }

  int maximumLength() {
    return integer("max-length");
  }

  int evaluationBatchSize() {
    return integer("evaluation-batch-size");
  }

  /** The head that is put on the encoder. */
  ClassifierSettings classifier(int labels) {
    return new ClassifierSettings(
        labels,
        Pooling.valueOf(cell().text("pooling").toUpperCase(Locale.ROOT)),
        rate("hidden-dropout"),
        rate("attention-dropout"),
        common.method().dropout(),
        positionAdapters(),
        common.seed());
  }

  private PositionAdapters positionAdapters() {
    return cell().has("position-adapters")
        ? PositionAdapters.read(cell().text("position-adapters"))
        : PositionAdapters.BOTH;
  }

  /** Forward passes of the whole training, evaluations before its end included. */
  long forwardPasses(int updates, int evaluationRows) {
    return common.forwardPasses(
        updates, TrialSettings.ceilDivide(evaluationRows, evaluationBatchSize()));
  }

  private double rate(String parameter) {
    return cell().has(parameter) ? cell().decimal(parameter) : ClassifierSettings.MODELS_OWN_RATE;
  }

  private int integer(String parameter) {
    return Math.toIntExact(cell().integer(parameter));
  }

  private Cell cell() {
    return common.cell();
  }
}
