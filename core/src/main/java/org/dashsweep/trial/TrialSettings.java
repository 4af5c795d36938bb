package org.dashsweep.trial;

import java.util.Locale;
import org.dashsweep.adapter.Dora;
import org.dashsweep.adapter.HeadOnly;
import org.dashsweep.adapter.LaunchCount;
import org.dashsweep.adapter.Lora;
import org.dashsweep.adapter.LoraDash;
import org.dashsweep.adapter.Method;
import org.dashsweep.adapter.TargetModules;
import org.dashsweep.data.BatchOrder;
import org.dashsweep.data.BatchSchedule;
import org.dashsweep.model.Pooling;
import org.dashsweep.sweep.Cell;
import org.dashsweep.tensor.Precision;
import org.dashsweep.train.AdamWSettings;
import org.dashsweep.train.LearningRateSchedule;
import org.dashsweep.train.TrainingSettings;

/** A trial's cell as the types that run it. The vocabulary has checked every value already. */
record TrialSettings(Cell cell) {
  String model() {
    return cell.text("model");
  }

  String task() {
    return cell.text("task");
  }

  long seed() {
    return cell.integer("seed");
  }

  int maximumLength() {
    return integer("max-length");
  }

  int trainRows(int available) {
    return cell.has("train-rows") ? Math.min(integer("train-rows"), available) : available;
  }

  int batchSize() {
    return integer("batch-size");
  }

  int evaluateEvery() {
    return integer("evaluate-every");
  }

  int evaluationBatchSize() {
    return integer("evaluation-batch-size");
  }

  Precision basePrecision() {
    return Precision.valueOf(cell.text("base-precision").toUpperCase(Locale.ROOT));
  }

  Pooling pooling() {
    return Pooling.valueOf(cell.text("pooling").toUpperCase(Locale.ROOT));
  }

  /** The trial's own rate, or a negative number for the model's. */
  double hiddenDropout() {
    return cell.has("hidden-dropout") ? cell.decimal("hidden-dropout") : -1;
  }

  /** The trial's own rate, or a negative number for the model's. */
  double attentionDropout() {
    return cell.has("attention-dropout") ? cell.decimal("attention-dropout") : -1;
  }

  BatchOrder order() {
    return cell.text("order").equals("shuffled")
        ? new BatchOrder.Shuffled()
        : new BatchOrder.LengthBucketed(BatchOrder.LengthBucketed.DEFAULT_WINDOW_BATCHES);
  }

  int totalSteps(int trainRows) {
    return cell.has("optimizer-steps")
        ? integer("optimizer-steps")
        : Math.max(1, BatchSchedule.stepsOf(trainRows, batchSize(), cell.decimal("epochs")));
  }

  /** Forward passes of the whole training, evaluations before its end included. */
  long forwardPasses(int updates, int evaluationRows) {
    long ofUpdates = (long) updates * ceilDivide(batchSize(), integer("micro-batch-size"));
    long evaluations = evaluateEvery() == 0 ? 0 : (updates - 1) / evaluateEvery();
    return ofUpdates + evaluations * ceilDivide(evaluationRows, evaluationBatchSize());
  }

  private static int ceilDivide(int total, int part) {
    return (total + part - 1) / part;
  }

  TrainingSettings training(int trainRows) {
    int total = totalSteps(trainRows);
    return new TrainingSettings(
        total,
        integer("micro-batch-size"),
        new LearningRateSchedule(
            LearningRateSchedule.Shape.valueOf(cell.text("schedule").toUpperCase(Locale.ROOT)),
            cell.decimal("learning-rate"),
            warmUpSteps(total),
            total),
        new AdamWSettings(
            cell.decimal("adam-beta1"),
            cell.decimal("adam-beta2"),
            cell.decimal("adam-epsilon"),
            cell.decimal("weight-decay"),
            cell.decimal("max-gradient-norm")),
        seed());
  }

  /** Rounded up, as Hugging Face's {@code warmup_ratio}. */
  private int warmUpSteps(int total) {
    if (cell.has("warm-up-ratio")) {
      return (int) Math.ceil(total * cell.decimal("warm-up-ratio") - 1e-9);
    }
    return cell.has("warm-up-steps") ? integer("warm-up-steps") : 0;
  }

  Method method() {
    return switch (cell.text("method")) {
      case HeadOnly.NAME -> new HeadOnly();
      case Lora.NAME -> lora();
      case Dora.NAME -> new Dora(lora());
      case LoraDash.NAME ->
          new LoraDash(
              lora(),
              integer("directions"),
              integer("launch-step"),
              cell.decimal("epsilon"),
              cell.text("launch-counts").equals("updates")
                  ? LaunchCount.UPDATES
                  : LaunchCount.FORWARD_CALLS);
      default -> throw new IllegalStateException("The vocabulary knows more methods: " + cell);
    };
  }

  private Lora lora() {
    return new Lora(
        integer("rank"),
        cell.decimal("alpha"),
        cell.decimal("adapter-dropout"),
        new TargetModules(cell.texts("target-modules")));
  }

  private int integer(String parameter) {
    return Math.toIntExact(cell.integer(parameter));
  }
}
