package org.dashsweep.trial.commonsense;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.dashsweep.evaluation.Metrics;
import org.dashsweep.source.Locations;
import org.dashsweep.source.ModelSource;
import org.dashsweep.space.Parameter;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.trial.EvaluationRows;
import org.dashsweep.trial.InitialAdapter;
import org.dashsweep.trial.InputProblem;
import org.dashsweep.trial.MemoryEstimate;
import org.dashsweep.trial.TrialPreflight;

/** Examines commonsense trials before any of them runs. */
final class CommonsensePreflight implements TrialPreflight {
  private final Locations locations;
  private final CommonsenseCost cost;
  private final CommonsenseMemory memory;
  private final CommonsenseEvaluation evaluation;
  private final Map<String, String> models = new ConcurrentHashMap<>();
  private final Map<TrialConfig, String> data = new ConcurrentHashMap<>();
  private final Map<TrialConfig, List<String>> rowRemarks = new ConcurrentHashMap<>();
  private final CommonsenseChecks checks;

  CommonsensePreflight(Locations locations) {
    this.locations = locations;
    this.cost = new CommonsenseCost(locations);
    this.memory = new CommonsenseMemory(locations);
    this.evaluation = new CommonsenseEvaluation(locations);
    this.checks = new CommonsenseChecks(locations);
  }

  @Override
  public List<InputProblem> problems(TrialConfig config) {
    return checks.problems(config);
  }

  @Override
  public List<String> remarks(TrialConfig config) {
    List<String> rows =
        rowRemarks.computeIfAbsent(
            config.only(CommonsenseTrialRunner.DATA),
            key ->
                QuestionRemarks.of(
                    new CommonsenseInputs(new CommonsenseSettings(config), locations)));
    return Stream.concat(rows.stream(), InitialAdapter.remarks(config, locations).stream())
        .toList();
  }

  @Override
  public List<String> metricsAtRungs(TrialConfig config) {
    return new CommonsenseSettings(config).validationRows() > 0 ? List.of(Metrics.LOSS) : List.of();
  }

  @Override
  public String ofModel(String model) {
    return models.computeIfAbsent(model, name -> ModelSource.read(name, locations).fingerprint());
  }

  @Override
  public Set<Parameter<?>> dataParameters() {
    return Set.of(
        CommonsenseParameters.DATA,
        CommonsenseParameters.TRAIN_SET,
        CommonsenseParameters.DATA_SETS,
        CommonsenseParameters.DESCRIPTIONS,
        InitialAdapter.PARAMETER);
  }

  @Override
  public String ofData(TrialConfig config) {
    return InitialAdapter.fingerprint(ofRows(config), config, locations);
  }

  private String ofRows(TrialConfig config) {
    return data.computeIfAbsent(
        config.only(CommonsenseParameters.ROWS),
        narrowed ->
            new CommonsenseInputs(new CommonsenseSettings(narrowed), locations).fingerprint());
  }

  @Override
  public double expectedCoreSeconds(TrialConfig config) {
    return cost.coreSeconds(config);
  }

  @Override
  public MemoryEstimate memory(TrialConfig config) {
    return memory.estimate(config);
  }

  @Override
  public EvaluationRows evaluationRows(TrialConfig config) {
    return evaluation.of(config);
  }
}
