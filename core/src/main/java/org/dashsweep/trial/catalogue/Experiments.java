package org.dashsweep.trial.catalogue;

import java.util.List;
import java.util.Locale;
import org.dashsweep.source.Locations;
import org.dashsweep.space.SearchSpace;
import org.dashsweep.space.SearchSpaces;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.trial.Experiment;
import org.dashsweep.trial.Rescoring;
import org.dashsweep.trial.TrialRunner;
import org.dashsweep.trial.classification.ClassificationExperiment;
import org.dashsweep.trial.commonsense.CommonsenseExperiment;
import org.dashsweep.trial.dreambooth.DreamboothExperiment;

/** Every experiment that sweep files can name. To add one, list it here. */
public final class Experiments {
  private static final List<Experiment> ALL =
      List.of(
          new ClassificationExperiment(), new CommonsenseExperiment(), new DreamboothExperiment());

  private Experiments() {}

  /** Their search spaces; the first is that of sweep files that name none. */
  public static SearchSpaces searchSpaces() {
    return new SearchSpaces(ALL.stream().map(Experiment::searchSpace).toList());
  }

  /**
   * The experiment of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Experiment of(String name) {
    return ALL.stream()
        .filter(experiment -> experiment.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    String.format(
                        Locale.ROOT,
                        "There is no experiment %s among %s",
                        name,
                        searchSpaces().experiments())));
  }

  /** Makes a trial's metrics anew from stored predictions, as its experiment does. */
  public static Rescoring rescoring(TrialConfig config) {
    return of(config.get(SearchSpace.EXPERIMENT)).rescoring(config);
  }

  /**
   * Makes a runner of the trials of all experiments, which the caller closes.
   *
   * @param locations where models and data lie
   */
  public static TrialRunner runner(Locations locations) {
    return new ExperimentsRunner(name -> of(name).runner(locations));
  }
}
