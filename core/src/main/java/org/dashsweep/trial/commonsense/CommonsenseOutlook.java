package org.dashsweep.trial.commonsense;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.dashsweep.data.commonsense.CommonsenseSource;
import org.dashsweep.sweep.Cell;
import org.dashsweep.trial.EvaluationRows;
import org.dashsweep.trial.InitialAdapter;
import org.dashsweep.trial.InputProblem;
import org.dashsweep.trial.Locations;
import org.dashsweep.trial.MemoryEstimate;
import org.dashsweep.trial.ModelSource;
import org.dashsweep.trial.TrialOutlook;

/** What can be said of commonsense trials before any of them runs. */
final class CommonsenseOutlook implements TrialOutlook {
  private static final String DATA = "data";
  private static final Set<String> ROWS = Set.of(DATA, "train-set", "data-sets");

  private final Locations locations;
  private final CommonsenseCost cost;
  private final CommonsenseMemory memory;
  private final CommonsenseEvaluation evaluation;
  private final Map<String, String> models = new ConcurrentHashMap<>();
  private final Map<Cell, String> data = new ConcurrentHashMap<>();
  private final CommonsenseChecks checks;

  CommonsenseOutlook(Locations locations) {
    this.locations = locations;
    this.cost = new CommonsenseCost(locations);
    this.memory = new CommonsenseMemory(locations);
    this.evaluation = new CommonsenseEvaluation(locations);
    this.checks = new CommonsenseChecks(locations);
  }

  @Override
  public List<InputProblem> problems(Cell cell) {
    return checks.problems(cell);
  }

  @Override
  public List<String> remarks(Cell cell) {
    return InitialAdapter.remarks(cell, locations);
  }

  @Override
  public String ofModel(String model) {
    return models.computeIfAbsent(model, name -> ModelSource.read(name, locations).fingerprint());
  }

  @Override
  public Set<String> dataParameters() {
    return Set.of(DATA, "train-set", "data-sets", InitialAdapter.PARAMETER);
  }

  @Override
  public String ofData(Cell cell) {
    return InitialAdapter.fingerprint(ofRows(cell), cell, locations);
  }

  private String ofRows(Cell cell) {
    return data.computeIfAbsent(
        cell.only(ROWS),
        narrowed -> {
          CommonsenseSettings settings = new CommonsenseSettings(narrowed);
          return source(narrowed).fingerprint(settings.trainSet(), settings.dataSets());
        });
  }

  @Override
  public double expectedCoreSeconds(Cell cell) {
    return cost.coreSeconds(cell);
  }

  @Override
  public MemoryEstimate memory(Cell cell) {
    return memory.estimate(cell);
  }

  @Override
  public EvaluationRows evaluationRows(Cell cell) {
    return evaluation.of(cell);
  }

  private CommonsenseSource source(Cell cell) {
    return CommonsenseInputs.source(cell.text(DATA), locations);
  }
}
