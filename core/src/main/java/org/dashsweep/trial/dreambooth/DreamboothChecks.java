package org.dashsweep.trial.dreambooth;

import static org.dashsweep.trial.dreambooth.DreamboothParameters.CLIP;
import static org.dashsweep.trial.dreambooth.DreamboothParameters.DINO;
import static org.dashsweep.trial.dreambooth.DreamboothParameters.IMAGES_PER_PROMPT;
import static org.dashsweep.trial.dreambooth.DreamboothParameters.PHOTOS;
import static org.dashsweep.trial.dreambooth.DreamboothParameters.PROMPTS;
import static org.dashsweep.trial.dreambooth.DreamboothParameters.RESOLUTION;
import static org.dashsweep.trial.dreambooth.DreamboothParameters.ROWS;
import static org.dashsweep.trial.dreambooth.DreamboothParameters.SAMPLING_STEPS;
import static org.dashsweep.trial.dreambooth.DreamboothParameters.VAE;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dashsweep.adapter.Method;
import org.dashsweep.adapter.Methods;
import org.dashsweep.data.dreambooth.Subject;
import org.dashsweep.source.Locations;
import org.dashsweep.space.Parameter;
import org.dashsweep.space.SearchSpace;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.tensor.Device;
import org.dashsweep.trial.CheckedInput;
import org.dashsweep.trial.InitialAdapter;
import org.dashsweep.trial.InputProblem;
import org.dashsweep.trial.TrialParameters;

/**
 * Finds what DreamBooth trials would be refused for, without loading a weight. A sweep has far more
 * cells than models, subjects and methods: each of these is looked at once.
 */
final class DreamboothChecks {
  /** The models of a trial. */
  static final Set<Parameter<?>> MODELS = Set.of(SearchSpace.MODEL, VAE, DINO, CLIP);

  /** All that anything here depends on. */
  private static final Set<Parameter<?>> RELEVANT =
      Stream.of(
              MODELS,
              ROWS,
              Methods.parameters(),
              TrialParameters.LENGTH,
              Set.of(RESOLUTION, IMAGES_PER_PROMPT, SAMPLING_STEPS, InitialAdapter.PARAMETER))
          .flatMap(Set::stream)
          .collect(Collectors.toUnmodifiableSet());

  private final Locations locations;
  private final Map<TrialConfig, List<InputProblem>> found = new ConcurrentHashMap<>();
  private final Map<TrialConfig, CheckedInput<ModelOutlines>> models = new ConcurrentHashMap<>();
  private final Map<TrialConfig, CheckedInput<Rows>> rows = new ConcurrentHashMap<>();

  /** Numbers of the photos and prompts that a trial reads. */
  record Rows(int photos, int prompts) {}

  DreamboothChecks(Locations locations) {
    this.locations = locations;
  }

  /** Everything that is wrong with a configuration. */
  List<InputProblem> problems(TrialConfig config) {
    return found.computeIfAbsent(config.only(RELEVANT), key -> find(config));
  }

  /** The shapes of the models of a configuration that lacks nothing but weights. */
  ModelOutlines outlines(TrialConfig config) {
    return models(config).value().orElseThrow();
  }

  /** The photos and prompts of a configuration that lacks nothing but weights. */
  Rows rowsOf(TrialConfig config) {
    return rows(config).value().orElseThrow();
  }

  private CheckedInput<ModelOutlines> models(TrialConfig config) {
    return models.computeIfAbsent(
        config.only(MODELS),
        key ->
            CheckedInput.of(
                SearchSpace.MODEL,
                config.get(SearchSpace.MODEL),
                () -> {
                  SubjectModels.Named named =
                      SubjectModels.Named.of(new DreamboothSettings(config), Device.cpu());
                  ModelOutlines outlines = ModelOutlines.read(named, locations);
                  if (outlines.withoutWeights().isEmpty()) {
                    SubjectModels.read(named, locations).requireAll();
                  }
                  return outlines;
                }));
  }

  private CheckedInput<Rows> rows(TrialConfig config) {
    return rows.computeIfAbsent(
        config.only(ROWS),
        key -> {
          DreamboothInputs inputs = new DreamboothInputs(new DreamboothSettings(config), locations);
          CheckedInput<Subject> subject =
              CheckedInput.of(
                  PHOTOS,
                  config.get(PHOTOS),
                  () -> {
                    // Somebody who waits for hours is not to learn of a damaged photo then.
                    Subject read = inputs.subject();
                    read.check();
                    inputs.other().ifPresent(Subject::check);
                    inputs.ofClass().ifPresent(Subject::check);
                    return read;
                  });
          if (subject.problem().isPresent()) {
            return new CheckedInput<>(Optional.empty(), subject.problem());
          }
          return CheckedInput.of(
              PROMPTS,
              config.get(PROMPTS),
              () ->
                  new Rows(subject.value().orElseThrow().photos().size(), inputs.prompts().size()));
        });
  }

  private List<InputProblem> find(TrialConfig config) {
    DreamboothSettings settings = new DreamboothSettings(config);
    CheckedInput<ModelOutlines> outlines = models(config);
    CheckedInput<Rows> read = rows(config);
    List<InputProblem> problems = new ArrayList<>();
    outlines.problem().ifPresent(problems::add);
    read.problem().ifPresent(problems::add);
    outlines
        .value()
        .ifPresent(
            known -> {
              InputProblem.of(
                      RESOLUTION,
                      Integer.toString(settings.resolution()),
                      () -> known.latents(settings.resolution()))
                  .ifPresent(problems::add);
              ofMethod(settings, known).ifPresent(problems::add);
            });
    if (problems.isEmpty() && settings.common().trains()) {
      read.value().flatMap(known -> ofLength(settings, known)).ifPresent(problems::add);
      InitialAdapter.problem(
              config,
              locations,
              adapter -> {
                adapter.requireFits(
                    settings.common().method(), outlines.value().orElseThrow().unet());
                adapter.requireHead(Map.of());
              })
          .ifPresent(problems::add);
    }
    outlines
        .value()
        .ifPresent(
            known -> known.withoutWeights().forEach(of -> problems.add(awaited(config, of))));
    return problems;
  }

  private static InputProblem awaited(TrialConfig config, Parameter<String> model) {
    return new InputProblem(
        model.name(),
        config.get(model),
        "has a configuration and no weights: a plan needs no more, but a run does; download all of it",
        InputProblem.Kind.AWAITED);
  }

  private static Optional<InputProblem> ofMethod(
      DreamboothSettings settings, ModelOutlines outlines) {
    Method method = settings.common().method();
    return InputProblem.of(
        SearchSpace.METHOD,
        method.name(),
        () -> {
          DreamboothSettings.requireFits(method);
          method.footprints(outlines.unet().linearLayers());
        });
  }

  /** Costs nothing, and depends on nearly everything. */
  private static Optional<InputProblem> ofLength(DreamboothSettings settings, Rows rows) {
    Method method = settings.common().method();
    int updates = settings.common().totalSteps(settings.common().trainRows(rows.photos()));
    return InputProblem.of(
        SearchSpace.METHOD,
        method.name(),
        () ->
            method.requireReachable(
                updates,
                settings.forwardPasses(updates, rows.prompts() * settings.imagesPerPrompt())));
  }
}
