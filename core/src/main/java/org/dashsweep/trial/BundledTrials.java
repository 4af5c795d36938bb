package org.dashsweep.trial;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.dashsweep.data.Tasks;
import org.dashsweep.sweep.Cell;
import org.dashsweep.sweep.Fingerprints;

/** What can be said of this program's trials before any of them runs. Safe from several threads. */
public final class BundledTrials implements Fingerprints {
  private final Tasks tasks = Tasks.bundled();
  private final TrialCost cost = new TrialCost(tasks);
  private final Map<String, String> models = new ConcurrentHashMap<>();

  @Override
  public String ofModel(String model) {
    return models.computeIfAbsent(model, name -> ModelSource.read(name).fingerprint());
  }

  @Override
  public Set<String> dataParameters() {
    return Set.of("task");
  }

  @Override
  public String ofData(Cell cell) {
    return tasks.fingerprint(cell.text("task"));
  }

  /** Expected seconds on one core, above 0. */
  public double expectedCoreSeconds(Cell cell) {
    return cost.coreSeconds(cell);
  }

  /** Accuracy on the evaluation split of always answering the training split's largest class. */
  public double majorityAccuracy(Cell cell) {
    return tasks.load(cell.text("task")).floor();
  }
}
