package org.dashsweep.trial.classification;

import static org.dashsweep.trial.classification.ClassificationParameters.DATA;
import static org.dashsweep.trial.classification.ClassificationParameters.TASK;
import static org.dashsweep.trial.classification.ClassificationParameters.TASK_DESCRIPTION;
import static org.dashsweep.trial.classification.ClassificationParameters.VALIDATION_SHARE;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.dashsweep.data.LabelledData;
import org.dashsweep.data.TaskMetric;
import org.dashsweep.evaluation.ConstantAnswer;
import org.dashsweep.evaluation.Metrics;
import org.dashsweep.model.catalogue.EncoderFamilies;
import org.dashsweep.source.Locations;
import org.dashsweep.source.ModelSource;
import org.dashsweep.space.Parameter;
import org.dashsweep.space.SearchSpace;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.trial.EvaluationRows;
import org.dashsweep.trial.InitialAdapter;
import org.dashsweep.trial.InputProblem;
import org.dashsweep.trial.MemoryEstimate;
import org.dashsweep.trial.TrialParameters;
import org.dashsweep.trial.TrialPreflight;
import org.dashsweep.trial.TrialSettings;
import org.dashsweep.weights.StoredTensor;
import org.jspecify.annotations.Nullable;

/** Examines classification trials before any of them runs. */
final class ClassificationPreflight implements TrialPreflight {
  private static final Set<Parameter<?>> HEAD =
      Set.of(SearchSpace.MODEL, TASK, TASK_DESCRIPTION, DATA);

  /** Parameters that decide which rows a trial sees. */
  private static final Set<Parameter<?>> SEEN =
      Set.of(TASK, TASK_DESCRIPTION, DATA, VALIDATION_SHARE, TrialParameters.TRAIN_ROWS);

  private final Locations locations;
  private final ClassificationCost cost;
  private final Map<String, String> models = new ConcurrentHashMap<>();
  // A sweep has far more cells than models and data sets.
  private final Map<TrialConfig, EvaluationRows> evaluationRows = new ConcurrentHashMap<>();
  private final Map<TrialConfig, Optional<String>> headRemarks = new ConcurrentHashMap<>();
  private final Map<TrialConfig, List<String>> rowRemarks = new ConcurrentHashMap<>();
  private final ClassificationChecks checks;

  ClassificationPreflight(Locations locations) {
    this.locations = locations;
    this.cost = new ClassificationCost(locations);
    this.checks = new ClassificationChecks(locations);
  }

  @Override
  public List<InputProblem> problems(TrialConfig config) {
    return checks.problems(config);
  }

  @Override
  public List<String> remarks(TrialConfig config) {
    List<String> rows =
        rowRemarks.computeIfAbsent(
            config.only(ClassificationParameters.ROWS),
            key -> new ClassificationSettings(config).remarks(locations));
    List<String> head =
        config.has(InitialAdapter.PARAMETER)
            ? InitialAdapter.remarks(config, locations)
            : headRemark(config).stream().toList();
    return Stream.concat(rows.stream(), head.stream()).toList();
  }

  @Override
  public List<String> metricsAtRungs(TrialConfig config) {
    return Stream.concat(
            new ClassificationSettings(config)
                .data(locations).metrics().reported().stream().map(TaskMetric::toString),
            Stream.of(Metrics.LOSS))
        .toList();
  }

  private Optional<String> headRemark(TrialConfig config) {
    return new TrialSettings(config).trains()
        ? headRemarks.computeIfAbsent(config.only(HEAD), this::newHeadRemark)
        : savedHeadRemark(config);
  }

  private Optional<String> savedHeadRemark(TrialConfig config) {
    String model = config.get(SearchSpace.MODEL);
    return SavedHead.of(model, ModelSource.read(model, locations).config())
        .remark(new ClassificationSettings(config).data(locations).labels());
  }

  /** Transformers refuses such a checkpoint unless told to; a sweep names the task to learn. */
  private Optional<String> newHeadRemark(TrialConfig config) {
    String model = config.get(SearchSpace.MODEL);
    ModelSource source = ModelSource.read(model, locations);
    @Nullable StoredTensor head =
        EncoderFamilies.find(source.config())
            .map(family -> source.checkpoint().tensors().get(family.classifier() + ".weight"))
            .orElse(null);
    int labels = new ClassificationSettings(config).data(locations).labels().outputs();
    return head == null || head.shape().isEmpty() || head.shape().get(0) == labels
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "%s has a classifier of %d labels, task %s needs %d: a new one is trained",
                model,
                head.shape().get(0),
                config.get(TASK),
                labels));
  }

  @Override
  public String ofModel(String model) {
    return models.computeIfAbsent(model, name -> ModelSource.read(name, locations).fingerprint());
  }

  @Override
  public Set<Parameter<?>> dataParameters() {
    return Set.of(TASK, TASK_DESCRIPTION, DATA, InitialAdapter.PARAMETER);
  }

  @Override
  public String ofData(TrialConfig config) {
    return InitialAdapter.fingerprint(ofRows(config), config, locations);
  }

  private String ofRows(TrialConfig config) {
    return new ClassificationSettings(config).fingerprint(locations);
  }

  /** Encoders are small, and nobody has to choose a machine by them. */
  @Override
  public @Nullable MemoryEstimate memory(TrialConfig config) {
    return null;
  }

  @Override
  public double expectedCoreSeconds(TrialConfig config) {
    return cost.coreSeconds(config);
  }

  @Override
  public EvaluationRows evaluationRows(TrialConfig config) {
    EvaluationRows rows = evaluationRows.computeIfAbsent(config.only(SEEN), this::read);
    return new TrialSettings(config).trains() ? rows : rows.withoutFloor();
  }

  private EvaluationRows read(TrialConfig config) {
    ClassificationSettings settings = new ClassificationSettings(config);
    LabelledData all = settings.data(locations);
    LabelledData seen = all.withTrainRows(settings.common().trainRows(all.train().size()));
    return new EvaluationRows(
        settings.rows(locations).evaluationFingerprint(), ConstantAnswer.score(seen));
  }
}
