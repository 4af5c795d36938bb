package org.dashsweep.jobs.bench;

import java.util.List;
import java.util.Set;
import org.dashsweep.jobs.run.TrialCatalogue;
import org.dashsweep.jobs.run.TrialRunnerFactory;
import org.dashsweep.sweep.Cell;
import org.dashsweep.sweep.Method;
import org.dashsweep.sweep.Parameter;
import org.dashsweep.sweep.ParameterKind;
import org.dashsweep.sweep.Vocabularies;
import org.dashsweep.sweep.Vocabulary;
import org.dashsweep.trial.EvaluationRows;
import org.dashsweep.trial.InputProblem;
import org.dashsweep.trial.Locations;
import org.dashsweep.trial.MemoryEstimate;
import org.dashsweep.trial.TrialOutlook;
import org.jspecify.annotations.Nullable;

/** Trials that sleep for {@code seconds} and then have rows like those of a real one. */
public final class SleepingCatalogue implements TrialCatalogue {
  private static final String SECONDS = "seconds";

  @Override
  public Vocabularies vocabularies() {
    List<Parameter> rank = List.of(Parameter.required("rank", ParameterKind.INTEGER, "of nothing"));
    return new Vocabularies(
        List.of(
            new Vocabulary(
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
  public TrialOutlook outlook(String experiment, Locations locations) {
    return new SleepingOutlook();
  }

  @Override
  public TrialRunnerFactory runners(Locations locations) {
    return SleepingRunner::new;
  }

  private record SleepingOutlook() implements TrialOutlook {
    @Override
    public List<InputProblem> problems(Cell cell) {
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
    public String ofData(Cell cell) {
      return "none";
    }

    @Override
    public double expectedCoreSeconds(Cell cell) {
      return Math.max(Double.MIN_NORMAL, cell.decimal(SECONDS));
    }

    @Override
    public @Nullable MemoryEstimate memory(Cell cell) {
      return null;
    }

    @Override
    public EvaluationRows evaluationRows(Cell cell) {
      return new EvaluationRows("none", null);
    }
  }
}
