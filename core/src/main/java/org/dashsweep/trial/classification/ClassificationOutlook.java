package org.dashsweep.trial.classification;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.dashsweep.checkpoint.CheckpointException;
import org.dashsweep.data.DataException;
import org.dashsweep.sweep.Cell;
import org.dashsweep.tokenizer.TokenizerException;
import org.dashsweep.trial.InputProblem;
import org.dashsweep.trial.Locations;
import org.dashsweep.trial.ModelSource;
import org.dashsweep.trial.TrialOutlook;

/** What can be said of classification trials before any of them runs. */
final class ClassificationOutlook implements TrialOutlook {
  private static final String MODEL = "model";
  private static final String TASK = "task";

  private final Locations locations;
  private final ClassificationCost cost;
  private final Map<String, String> models = new ConcurrentHashMap<>();

  ClassificationOutlook(Locations locations) {
    this.locations = locations;
    this.cost = new ClassificationCost(locations);
  }

  @Override
  public List<InputProblem> problems(Cell cell) {
    List<InputProblem> problems = new ArrayList<>();
    String model = cell.text(MODEL);
    try {
      ofModel(model);
    } catch (CheckpointException | TokenizerException e) {
      problems.add(new InputProblem(MODEL, model, String.valueOf(e.getMessage())));
    }
    String task = cell.text(TASK);
    try {
      ofData(cell);
    } catch (DataException e) {
      problems.add(new InputProblem(TASK, task, String.valueOf(e.getMessage())));
    }
    return problems;
  }

  @Override
  public String ofModel(String model) {
    return models.computeIfAbsent(model, name -> ModelSource.read(name, locations).fingerprint());
  }

  @Override
  public Set<String> dataParameters() {
    return Set.of(TASK, ClassificationSettings.DATA);
  }

  @Override
  public String ofData(Cell cell) {
    return new ClassificationSettings(cell).tasks(locations).fingerprint(cell.text(TASK));
  }

  @Override
  public double expectedCoreSeconds(Cell cell) {
    return cost.coreSeconds(cell);
  }

  @Override
  public Double floor(Cell cell) {
    return new ClassificationSettings(cell).data(locations).floor();
  }
}
