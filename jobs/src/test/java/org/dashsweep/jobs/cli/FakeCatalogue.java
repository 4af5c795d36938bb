package org.dashsweep.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.dashsweep.adapter.DirectionLaunch;
import org.dashsweep.jobs.run.protocol.TrialCatalogue;
import org.dashsweep.jobs.run.protocol.TrialRunnerFactory;
import org.dashsweep.source.Locations;
import org.dashsweep.space.MethodSpace;
import org.dashsweep.space.Parameter;
import org.dashsweep.space.SearchSpace;
import org.dashsweep.space.SearchSpaces;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.sweep.Exploration;
import org.dashsweep.sweep.Rung;
import org.dashsweep.trial.EvaluatedState;
import org.dashsweep.trial.EvaluationRows;
import org.dashsweep.trial.FailureClass;
import org.dashsweep.trial.InputProblem;
import org.dashsweep.trial.MemoryEstimate;
import org.dashsweep.trial.TrialCancelledException;
import org.dashsweep.trial.TrialException;
import org.dashsweep.trial.TrialListener;
import org.dashsweep.trial.TrialPreflight;
import org.dashsweep.trial.TrialRequest;
import org.dashsweep.trial.TrialResult;
import org.dashsweep.trial.TrialRunner;
import org.dashsweep.trial.TrialStoppedException;
import org.jspecify.annotations.Nullable;

/**
 * Trials that compute nothing: the parameter {@code ending} says how they end. The accuracy of one
 * that succeeds is rank / 10, or 0.5 without a rank.
 */
public final class FakeCatalogue implements TrialCatalogue {
  public static final AtomicInteger RUNNERS_MADE = new AtomicInteger();
  public static final AtomicInteger RUNNERS_CLOSED = new AtomicInteger();
  public static final AtomicInteger TRIALS_STARTED = new AtomicInteger();
  static final AtomicInteger TRIALS_RESUMED = new AtomicInteger();

  private static final Parameter<String> TASK = Parameter.text("task", "the data set").required();
  private static final Parameter<String> ENDING =
      Parameter.text("ending", "how the trial ends").defaultsTo("succeeds");
  private static final Parameter<Integer> RANK =
      Parameter.integer("rank", "of the adapter").required();

  static final String RUNNERS_MADE_METRIC = "runners-made";

  /** Whether the faults of this sweep are mended: then every trial succeeds. */
  public static volatile boolean mended;

  /** Trials that end in "meets" wait here until two of them run at once. */
  static volatile CountDownLatch meeting = new CountDownLatch(2);

  /** Trials that end in "is-judged-last" wait here until another has passed all its rungs. */
  static volatile CountDownLatch judged = new CountDownLatch(1);

  public static void reset() {
    RUNNERS_MADE.set(0);
    RUNNERS_CLOSED.set(0);
    TRIALS_STARTED.set(0);
    TRIALS_RESUMED.set(0);
    mended = false;
    meeting = new CountDownLatch(2);
    judged = new CountDownLatch(1);
  }

  @Override
  public SearchSpaces searchSpaces() {
    return new SearchSpaces(List.of(searchSpace()));
  }

  private static SearchSpace searchSpace() {
    return new SearchSpace(
        "classification",
        List.of(
            SearchSpace.MODEL.describedAs("the base model"),
            TASK,
            ENDING,
            Parameter.integer("micro-batch-size", "examples of one pass").optional(),
            Parameter.integer("seed", "of the random numbers").defaultsTo(1)),
        List.of(
            new MethodSpace("head-only", "no adapter", List.of()),
            new MethodSpace("lora", "low-rank adapter", List.of(RANK))),
        List.of(),
        List.of());
  }

  @Override
  public TrialPreflight preflight(String experiment, Locations locations) {
    return new FakeOutlook(locations);
  }

  @Override
  public TrialRunnerFactory runners(Locations locations) {
    return FakeRunner::new;
  }

  /** Of models and data only those are missing whose names say so. */
  private record FakeOutlook(Locations locations) implements TrialPreflight {
    @Override
    public List<InputProblem> problems(TrialConfig config) {
      return Stream.of(SearchSpace.MODEL, TASK)
          .filter(parameter -> config.get(parameter).startsWith("missing"))
          .map(
              parameter ->
                  new InputProblem(
                      parameter.name(),
                      config.get(parameter),
                      "looked for " + locations.model(config.get(parameter)).places()))
          .toList();
    }

    @Override
    public String ofModel(String model) {
      return "model-" + model;
    }

    @Override
    public Set<Parameter<?>> dataParameters() {
      return Set.of(TASK);
    }

    @Override
    public String ofData(TrialConfig config) {
      return "data-" + config.get(TASK);
    }

    @Override
    public List<String> metricsAtRungs(TrialConfig config) {
      return List.of("accuracy", RUNNERS_MADE_METRIC);
    }

    @Override
    public double expectedCoreSeconds(TrialConfig config) {
      return config.has(RANK) ? 10 * config.get(RANK) : 5;
    }

    /** Known of the adapters alone. */
    @Override
    public @Nullable MemoryEstimate memory(TrialConfig config) {
      return config.has(RANK)
          ? new MemoryEstimate(
              3L << 30,
              (long) config.get(RANK) << 20,
              0,
              0,
              0,
              0,
              1L << 29,
              1L << 28,
              1L << 29,
              1 << 20,
              0)
          : null;
    }

    @Override
    public EvaluationRows evaluationRows(TrialConfig config) {
      return new EvaluationRows("rows-" + config.get(TASK), 0.25);
    }
  }

  private static final class FakeRunner implements TrialRunner {
    FakeRunner() {
      RUNNERS_MADE.incrementAndGet();
    }

    @Override
    public TrialResult run(TrialRequest request, TrialListener listener) {
      TRIALS_STARTED.incrementAndGet();
      if (!mended && "has no data".equals(request.config().get(ENDING))) {
        throw new TrialException(FailureClass.BAD_INPUT, "data.tsv: no such file");
      }
      listener.phase(TrialListener.Phase.TRAINING);
      TrialResult.Step step = new TrialResult.Step(1, 0.7, 1e-3, 1.0, 100, 0.1);
      listener.step(step, 1);
      listener.evaluated(1, 1);
      listener.exploration().ifPresent(rule -> explore(rule, request, listener));
      if ("pauses".equals(request.config().get(ENDING))) {
        pause(request, listener);
      } else if (!mended) {
        end(request.config().get(ENDING), request, listener);
      }
      writeAdapter(request);
      double value = request.config().find(RANK).map(rank -> rank / 10.0).orElse(0.5);
      return new TrialResult(
          new TrialResult.Summary(
              new TrialResult.Score("accuracy", "none", "all", value, value, 1),
              new EvaluatedState(1, EvaluatedState.Choice.LAST_UPDATE, DirectionLaunch.NONE),
              new TrialResult.Cost(100, 10, 0.1, 0.1, 100, 1L << 20),
              new TrialResult.Computing("cpu", request.threads())),
          List.of(step),
          evaluations(request),
          List.of(),
          List.of());
    }

    /** Of trials that dwell: how often this process has made a runner, which loads the bases. */
    private static List<TrialResult.Evaluation> evaluations(TrialRequest request) {
      return "dwells".equals(request.config().get(ENDING))
          ? List.of(
              new TrialResult.Evaluation(
                  "process", "all", RUNNERS_MADE_METRIC, RUNNERS_MADE.get(), 1, 1))
          : List.of();
    }

    /** Until the output directory holds a file "release", or it is asked to stop. */
    private static void linger(TrialRequest request, TrialListener listener) {
      Path checkpoints = Objects.requireNonNull(request.checkpointDirectory());
      Path out = Objects.requireNonNull(checkpoints.getParent()).resolveSibling("release");
      try {
        while (!Files.exists(out)) {
          if (listener.cancelled()) {
            Files.createDirectories(checkpoints);
            Files.writeString(checkpoints.resolve("state"), "1");
            throw new TrialCancelledException(request.trialId(), 1);
          }
          Thread.sleep(20);
        }
      } catch (IOException | InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    /** Makes an update of two seconds after it is asked to stop. */
    private static void stopSlowly(TrialRequest request, TrialListener listener) {
      Path checkpoints = Objects.requireNonNull(request.checkpointDirectory());
      try {
        while (!listener.cancelled()) {
          Thread.sleep(20);
        }
        Thread.sleep(2_000);
        Files.createDirectories(checkpoints);
        Files.writeString(checkpoints.resolve("state"), "1");
      } catch (IOException | InterruptedException e) {
        throw new IllegalStateException(e);
      }
      throw new TrialCancelledException(request.trialId(), 1);
    }

    /** 100 updates; what it is compared by is its accuracy. */
    private static void explore(Exploration rule, TrialRequest request, TrialListener listener) {
      if ("is-judged-last".equals(request.config().get(ENDING))) {
        await(judged);
      }
      Optional<Integer> rank = request.config().find(RANK);
      for (int step : rule.rungs(100)) {
        Rung rung = new Rung(step, rule.metric(), rank.map(r -> r / 10.0).orElse(0.5));
        if (!listener.reached(rung)) {
          throw new TrialStoppedException(request.trialId(), rung);
        }
      }
      judged.countDown();
    }

    /** Writes a checkpoint and waits to be stopped; with one from before, ends at once. */
    private static void pause(TrialRequest request, TrialListener listener) {
      Path directory = Objects.requireNonNull(request.checkpointDirectory());
      Path checkpoint = directory.resolve("training.safetensors");
      try {
        if (Files.exists(checkpoint)) {
          assertThat(checkpoint).hasContent(request.trialId());
          TRIALS_RESUMED.incrementAndGet();
          return;
        }
        Files.createDirectories(directory);
        Files.writeString(checkpoint, request.trialId());
        listener.checkpointWritten();
        for (int i = 0; i < 600 && !listener.cancelled(); i++) {
          Thread.sleep(50);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      throw new TrialCancelledException(request.trialId(), 1);
    }

    private static void writeAdapter(TrialRequest request) {
      Path directory = request.adapterDirectory();
      if (directory != null) {
        try {
          Files.writeString(directory.resolve("adapter.txt"), request.trialId());
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }

    private static void end(String ending, TrialRequest request, TrialListener listener) {
      switch (ending) {
        case "diverges" -> throw new TrialException(FailureClass.DIVERGED, "loss is NaN at step 3");
        case "exhausts" -> throw new OutOfMemoryError("heap");
        case "lingers" -> linger(request, listener);
        case "exhausts above 4" -> {
          if (Objects.requireNonNull(request.examplesPerPass()) > 4) {
            throw new TrialException(FailureClass.OUT_OF_MEMORY, "no room for 5 examples");
          }
        }
        case "dies" -> Runtime.getRuntime().halt(137);
        case "loses its GPU" ->
            throw new TrialException(
                FailureClass.DEVICE, "CUDA error: device-side assert triggered");
        case "crashes" -> throw new IllegalStateException("a fault");
        case "dwells" -> {
          try {
            Thread.sleep(300);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        }
        case "meets" -> {
          meeting.countDown();
          await(meeting);
        }
        case "meets and stops slowly" -> {
          meeting.countDown();
          stopSlowly(request, listener);
        }
        default -> {}
      }
    }

    private static void await(CountDownLatch latch) {
      try {
        if (!latch.await(30, TimeUnit.SECONDS)) {
          throw new IllegalStateException("alone for 30 s");
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void close() {
      RUNNERS_CLOSED.incrementAndGet();
    }
  }
}
