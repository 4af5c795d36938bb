package org.dashsweep.trial.catalogue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.dashsweep.space.SearchSpace;
import org.dashsweep.trial.TrialListener;
import org.dashsweep.trial.TrialRequest;
import org.dashsweep.trial.TrialResult;
import org.dashsweep.trial.TrialRunner;

/** Hands each trial to the runner of its experiment, which is made when its first trial comes. */
final class ExperimentsRunner implements TrialRunner {
  private final Function<String, TrialRunner> factory;
  private final Map<String, TrialRunner> runners = new ConcurrentHashMap<>();

  ExperimentsRunner(Function<String, TrialRunner> factory) {
    this.factory = factory;
  }

  @Override
  public TrialResult run(TrialRequest request, TrialListener listener) {
    String experiment = request.config().get(SearchSpace.EXPERIMENT);
    return runners.computeIfAbsent(experiment, factory).run(request, listener);
  }

  @Override
  public void close() {
    List<TrialRunner> made = new ArrayList<>(runners.values());
    runners.clear();
    made.forEach(TrialRunner::close);
  }
}
