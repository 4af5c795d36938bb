package org.dashsweep.trial.classification;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.dashsweep.checkpoint.StoredTensor;
import org.dashsweep.data.LabelledData;
import org.dashsweep.eval.ConstantAnswer;
import org.dashsweep.sweep.Cell;
import org.dashsweep.trial.EvaluationRows;
import org.dashsweep.trial.InitialAdapter;
import org.dashsweep.trial.InputProblem;
import org.dashsweep.trial.Locations;
import org.dashsweep.trial.MemoryEstimate;
import org.dashsweep.trial.ModelSource;
import org.dashsweep.trial.TrialOutlook;
import org.jspecify.annotations.Nullable;

/** What can be said of classification trials before any of them runs. */
final class ClassificationOutlook implements TrialOutlook {
  private static final String MODEL = "model";
  private static final String TASK = "task";
  private static final Set<String> HEAD = Set.of(MODEL, TASK, ClassificationSettings.DATA);

  /** Parameters that decide which rows a trial sees. */
  private static final Set<String> SEEN = Set.of(TASK, ClassificationSettings.DATA, "train-rows");

  private final Locations locations;
  private final ClassificationCost cost;
  private final Map<String, String> models = new ConcurrentHashMap<>();
  // A sweep has far more cells than models and data sets.
  private final Map<Cell, EvaluationRows> evaluationRows = new ConcurrentHashMap<>();
  private final Map<Cell, Optional<String>> headRemarks = new ConcurrentHashMap<>();
  private final ClassificationChecks checks;

  ClassificationOutlook(Locations locations) {
    this.locations = locations;
    this.cost = new ClassificationCost(locations);
    this.checks = new ClassificationChecks(locations);
  }

  @Override
  public List<InputProblem> problems(Cell cell) {
    return checks.problems(cell);
  }

  @Override
  public List<String> remarks(Cell cell) {
    return cell.has(InitialAdapter.PARAMETER)
        ? InitialAdapter.remarks(cell, locations)
        : headRemarks.computeIfAbsent(cell.only(HEAD), this::headRemark).stream().toList();
  }

  /** Transformers refuses such a checkpoint unless told to; a sweep names the task to learn. */
  private Optional<String> headRemark(Cell cell) {
    String model = cell.text(MODEL);
    @Nullable StoredTensor head =
        ModelSource.read(model, locations).checkpoint().tensors().get("classifier.weight");
    int labels = new ClassificationSettings(cell).data(locations).labels().outputs();
    return head == null || head.shape().isEmpty() || head.shape().get(0) == labels
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "%s has a classifier of %d labels, task %s needs %d: a new one is trained",
                model,
                head.shape().get(0),
                cell.text(TASK),
                labels));
  }

  @Override
  public String ofModel(String model) {
    return models.computeIfAbsent(model, name -> ModelSource.read(name, locations).fingerprint());
  }

  @Override
  public Set<String> dataParameters() {
    return Set.of(TASK, ClassificationSettings.DATA, InitialAdapter.PARAMETER);
  }

  @Override
  public String ofData(Cell cell) {
    return InitialAdapter.fingerprint(ofRows(cell), cell, locations);
  }

  private String ofRows(Cell cell) {
    return new ClassificationSettings(cell).tasks(locations).fingerprint(cell.text(TASK));
  }

  /** Encoders are small, and nobody has to choose a machine by them. */
  @Override
  public @Nullable MemoryEstimate memory(Cell cell) {
    return null;
  }

  @Override
  public double expectedCoreSeconds(Cell cell) {
    return cost.coreSeconds(cell);
  }

  @Override
  public EvaluationRows evaluationRows(Cell cell) {
    return evaluationRows.computeIfAbsent(cell.only(SEEN), this::read);
  }

  private EvaluationRows read(Cell cell) {
    ClassificationSettings settings = new ClassificationSettings(cell);
    LabelledData all = settings.data(locations);
    LabelledData seen = all.withTrainRows(settings.common().trainRows(all.train().size()));
    return new EvaluationRows(all.evaluationFingerprint(), ConstantAnswer.score(seen));
  }
}
