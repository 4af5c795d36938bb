package org.dashsweep.jobs.benchmark;

import java.util.List;
import java.util.Set;
import org.dashsweep.jobs.run.TrialCatalogue;
import org.dashsweep.jobs.run.TrialRunnerFactory;
import org.dashsweep.source.Locations;
import org.dashsweep.space.Method;
import org.dashsweep.space.Parameter;
import org.dashsweep.space.ParameterKind;
import org.dashsweep.space.SearchSpace;
import org.dashsweep.space.SearchSpaces;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.trial.EvaluationRows;
import org.dashsweep.trial.InputProblem;
import org.dashsweep.trial.MemoryEstimate;
import org.dashsweep.trial.TrialPreflight;
import org.jspecify.annotations.Nullable;

/** Trials that sleep for {@code seconds} and then have rows like those of a real one. */
public final class SleepingCatalogue implements TrialCatalogue {
  private static final String SECONDS = "seconds";

  @Override
  public SearchSpaces searchSpaces() {
    List<Parameter> rank = List.of(Parameter.required("rank", ParameterKind.INTEGER, "of nothing"));
    return new SearchSpaces(
        List.of(
            new SearchSpace(
                "classification",
                List.of(
                    Parameter.required("model", ParameterKind.TEXT, "any name"),
                    Parameter.required("task", ParameterKind.TEXT, "any name"),
                    Parameter.required(SECONDS, ParameterKind.DECIMAL, "how long the trial sleeps"),
                    Parameter.required("seed", ParameterKind.INTEGER, "tells trials apart")),
                List.of(
                    new Method("lora", "sleeps", rank), new Method("lora-dash", "sleeps", rank)),
                List.of(),
                List.of())));
  }

  @Override
  public TrialPreflight outlook(String experiment, Locations locations) {
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
    public Set<String> dataParameters() {
      return Set.of();
    }

    @Override
    public String ofData(TrialConfig config) {
      return "none";
    }

    @Override
    public double expectedCoreSeconds(TrialConfig config) {
      return Math.max(Double.MIN_NORMAL, config.decimal(SECONDS));
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
