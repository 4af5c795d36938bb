package org.dashsweep.trial.dreambooth;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.adapter.Method;
import org.dashsweep.adapter.diffusers.DiffusersLora;
import org.dashsweep.adapter.peft.AdaptedModel;
import org.dashsweep.data.BatchOrder;
import org.dashsweep.model.sdxl.Denoiser;
import org.dashsweep.model.sdxl.UnetModel;
import org.dashsweep.tensor.Closing;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.train.BatchSchedule;
import org.dashsweep.train.DenoisingObjective;
import org.dashsweep.train.FineTuning;
import org.dashsweep.train.Training;
import org.dashsweep.trial.AdapterNotes;
import org.dashsweep.trial.EvaluatedState;
import org.dashsweep.trial.InitialAdapter;
import org.dashsweep.trial.PictureStore;
import org.dashsweep.trial.TrialListener;
import org.dashsweep.trial.TrialLoop;
import org.dashsweep.trial.TrialRequest;
import org.dashsweep.trial.TrialResult;
import org.dashsweep.trial.TrialSettings;
import org.jspecify.annotations.Nullable;

/** One trial: adapt, fit, sample, compare, report. Owns everything native of it. */
final class DreamboothTrial implements AutoCloseable {
  private final TrialRequest request;
  private final DreamboothSettings settings;
  private final UnetModel base;
  private final PreparedSubject subject;
  private final SubjectModels models;
  private final Method method;
  private final PictureStore store;
  private final FineTuning<Denoiser> tuning;
  private final Denoiser denoiser;
  private final Training training;
  private final TrialLoop loop;
  private final PictureEvaluation evaluation;

  DreamboothTrial(
      TrialRequest request,
      DreamboothSettings settings,
      UnetModel base,
      PreparedSubject subject,
      SubjectModels models,
      Optional<InitialAdapter> initial,
      TrialListener listener) {
    this.request = request;
    this.settings = settings;
    this.base = base;
    this.subject = subject;
    this.models = models;
    this.store = Objects.requireNonNullElseGet(request.pictures(), PictureStore::inMemory);
    this.method = settings.common().method();
    DreamboothSettings.requireFits(method);
    int updates = settings.common().totalSteps(photos().size());
    int pictures = subject.prompts().size() * settings.imagesPerPrompt();
    method.requireReachable(updates, settings.forwardPasses(updates, pictures));
    this.tuning = tuning(updates, initial);
    this.denoiser = tuning.model();
    this.training = tuning.training();
    this.loop =
        Closing.onFailure(tuning, () -> new TrialLoop(request, training, updates, listener));
    this.evaluation = new PictureEvaluation(settings, subject, models, loop::evaluated);
  }

  /** The photos that are trained on. */
  private List<LatentPhoto> photos() {
    return subject.photos().subList(0, settings.common().trainRows(subject.photos().size()));
  }

  private FineTuning<Denoiser> tuning(int updates, Optional<InitialAdapter> initial) {
    TrialSettings common = settings.common();
    int examples = Math.multiplyExact(updates, common.batchSize());
    int[] lengths = new int[examples];
    Arrays.fill(lengths, 1);
    return FineTuning.of(
        new FineTuning.Plan(
            method,
            base,
            new BatchSchedule(lengths, common.batchSize(), new BatchOrder.AsGiven(), common.seed()),
            common.training(photos().size()).limitedTo(request.examplesPerPass())),
        (scope, adapters) -> denoiser(scope, adapters, initial),
        (scope, model) -> new DenoisingObjective(scope, model, draws(scope, examples)));
  }

  private Denoiser denoiser(
      TensorScope scope, AdapterSet adapters, Optional<InitialAdapter> initial) {
    initial.ifPresent(
        adapter -> {
          adapter.restore(method, adapters, base);
          adapter.restoreHead(Map.of());
        });
    return new Denoiser(scope, base, adapters, method.dropout(), settings.activations());
  }

  private PhotoDraws draws(TensorScope scope, int examples) {
    @Nullable PromptState classPrompt = subject.classPrompt();
    return new PhotoDraws(
        new PhotoDraws.Plan(
            examples,
            settings.common().order(),
            settings.common().seed(),
            subject.shape(),
            subject.scaling(),
            settings.minSnrGamma().orElse(null)),
        scope,
        models.schedule(),
        new PhotoDraws.Pictures(photos(), subject.instance(), 1),
        classPrompt == null
            ? null
            : new PhotoDraws.Pictures(subject.classPhotos(), classPrompt, settings.priorWeight()));
  }

  TrialResult run() {
    loop.run(
        settings.common().evaluateEvery(),
        this::evaluateUnlessLast,
        () -> look().rows(training.stepsDone()));
    loop.keep();
    PictureScores scores =
        loop.evaluate(
            () -> evaluate(store, StateHash.of(denoiser.adapters())),
            evaluated -> evaluated.rows(training.stepsDone()));
    EvaluatedState state =
        new EvaluatedState(
            training.stepsDone(),
            EvaluatedState.Choice.LAST_UPDATE,
            method.launch(denoiser.adapters()));
    loop.keepAdapter(
        state,
        method,
        denoiser.adapters(),
        new AdaptedModel(base, settings.common().model(), null, Map.of()),
        Map.of(AdapterNotes.PIPELINE, "sdxl"));
    keepForPrograms();
    return loop.finish(
            PictureScores.judged(settings.subject()),
            state,
            method,
            denoiser.adapters(),
            0,
            List.of())
        .withImages(scores.images());
  }

  /** Beside PEFT's files, what programs of pictures load. */
  private void keepForPrograms() {
    @Nullable Path directory = request.adapterDirectory();
    if (directory != null) {
      DiffusersLora.write(directory, method, denoiser.adapters(), base, base.config().layers());
    }
  }

  /** The last state is evaluated in any case. */
  private void evaluateUnlessLast() {
    if (!training.finished()) {
      loop.evaluate(
          () -> {
            PictureScores scores = look();
            training.countForwards(settings.forwardsPerEvaluation(evaluation.pictures()));
            return scores;
          },
          scores -> scores.rows(training.stepsDone()));
    }
  }

  /** Evaluates without a trace: nobody keeps the pictures. */
  private PictureScores look() {
    return evaluate(PictureStore.inMemory(), "");
  }

  private PictureScores evaluate(PictureStore pictures, String state) {
    try (TensorScope work = tuning.child()) {
      return evaluation.run(work, denoiser, pictures, state);
    }
  }

  @Override
  public void close() {
    tuning.close();
  }
}
