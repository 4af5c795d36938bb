package org.dashsweep.trial.dreambooth;

import java.util.List;
import org.dashsweep.source.Locations;
import org.dashsweep.space.SearchSpace;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.trial.Experiment;
import org.dashsweep.trial.Rescoring;
import org.dashsweep.trial.TrialPreflight;
import org.dashsweep.trial.TrialResult;
import org.dashsweep.trial.TrialRunner;

/** Diffusion models that learn a subject from a few photos, judged by the pictures they make. */
public final class DreamboothExperiment implements Experiment {
  static final String NAME = "dreambooth";

  /** Its trials leave no predictions. */
  private static final Rescoring NOTHING =
      new Rescoring() {
        @Override
        public TrialResult.Prediction read(TrialResult.Prediction stored) {
          return stored;
        }

        @Override
        public List<TrialResult.Evaluation> evaluations(
            List<TrialResult.Prediction> predictions, int step) {
          return List.of();
        }
      };

  @Override
  public SearchSpace searchSpace() {
    return DreamboothParameters.searchSpace();
  }

  @Override
  public TrialPreflight preflight(Locations locations) {
    return new DreamboothPreflight(locations);
  }

  @Override
  public TrialRunner runner(Locations locations) {
    return new DreamboothTrialRunner(locations);
  }

  @Override
  public Rescoring rescoring(TrialConfig config) {
    return NOTHING;
  }
}
