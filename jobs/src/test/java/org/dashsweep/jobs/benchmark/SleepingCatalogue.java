package org.dashsweep.jobs.benchmark;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.dashsweep.adapter.Methods;
import org.dashsweep.jobs.run.protocol.TrialCatalogue;
import org.dashsweep.jobs.run.protocol.TrialRunnerFactory;
import org.dashsweep.source.Locations;
import org.dashsweep.space.MethodSpace;
import org.dashsweep.space.Parameter;
import org.dashsweep.space.SearchSpace;
import org.dashsweep.space.SearchSpaces;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.trial.EvaluationRows;
import org.dashsweep.trial.InputProblem;
import org.dashsweep.trial.MemoryEstimate;
import org.dashsweep.trial.TrialParameters;
import org.dashsweep.trial.TrialPreflight;
import org.dashsweep.trial.classification.ClassificationParameters;
import org.jspecify.annotations.Nullable;

/** Trials that sleep for {@code seconds} and then have rows like those of a real one. */
final class SleepingCatalogue implements TrialCatalogue {
  static final Parameter<Double> SECONDS =
      Parameter.decimal("seconds", "how long the trial sleeps").in("seconds").required();

  @Override
  public SearchSpaces searchSpaces() {
    List<Parameter<?>> rank = List.of(Methods.RANK);
    return new SearchSpaces(
        List.of(
            new SearchSpace(
                "classification",
                List.of(
                    SearchSpace.MODEL,
                    ClassificationParameters.TASK,
                    SECONDS,
                    TrialParameters.SEED),
                Stream.of(SyntheticTrials.BASELINE, SyntheticTrials.SUBJECT)
                    .map(method -> new MethodSpace(method, "sleeps", rank))
                    .toList(),
                List.of(),
                List.of())));
  }

  @Override
  public TrialPreflight preflight(String experiment, Locations locations) {
    return new SleepingOutlook();
  }

  @Override
  public TrialRunnerFactory runners(Locations locations) {
    return SleepingRunner::new;
  }

  private record SleepingOutlook() implements TrialPreflight {
    @Override
    public List<InputProblem> problems(TrialConfig config) {
      return List.of();
    }

    @Override
    public String ofModel(String model) {
      return "none";
    }

    @Override
    public Set<Parameter<?>> dataParameters() {
      return Set.of();
    }

    @Override
    public String ofData(TrialConfig config) {
      return "none";
    }

    @Override
    public List<String> metricsAtRungs(TrialConfig config) {
      return List.of();
    }

    @Override
    public double expectedCoreSeconds(TrialConfig config) {
      return Math.max(Double.MIN_NORMAL, config.get(SECONDS));
    }

    @Override
    public @Nullable MemoryEstimate memory(TrialConfig config) {
      return null;
    }

    @Override
    public EvaluationRows evaluationRows(TrialConfig config) {
      return new EvaluationRows("none", null);
    }
  }
}
