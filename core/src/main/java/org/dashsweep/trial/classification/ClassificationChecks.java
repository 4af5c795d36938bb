package org.dashsweep.trial.classification;

import static org.dashsweep.space.SearchSpace.METHOD;
import static org.dashsweep.space.SearchSpace.MODEL;
import static org.dashsweep.trial.classification.ClassificationParameters.EVALUATE_EVERY_EPOCHS;
import static org.dashsweep.trial.classification.ClassificationParameters.MAX_LENGTH;
import static org.dashsweep.trial.classification.ClassificationParameters.POOLING;
import static org.dashsweep.trial.classification.ClassificationParameters.POSITION_ADAPTERS;
import static org.dashsweep.trial.classification.ClassificationParameters.ROWS;
import static org.dashsweep.trial.classification.ClassificationParameters.TASK;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dashsweep.adapter.Method;
import org.dashsweep.adapter.Methods;
import org.dashsweep.data.EncodedData;
import org.dashsweep.data.EncodedExample;
import org.dashsweep.data.LabelledData;
import org.dashsweep.model.EmbeddingRows;
import org.dashsweep.model.EncoderOutline;
import org.dashsweep.model.EncoderShape;
import org.dashsweep.model.catalogue.EncoderFamilies;
import org.dashsweep.source.Locations;
import org.dashsweep.source.ModelSource;
import org.dashsweep.space.Parameter;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.tokenizer.TextTokenizer;
import org.dashsweep.tokenizer.TokenizerFiles;
import org.dashsweep.trial.CheckedInput;
import org.dashsweep.trial.InitialAdapter;
import org.dashsweep.trial.InputProblem;
import org.dashsweep.trial.TrialParameters;

/**
 * Finds what classification trials would be refused for, without loading a weight. A sweep has far
 * more cells than models, data sets and methods: each of these is looked at once.
 */
final class ClassificationChecks {
  private static final Set<Parameter<?>> ADAPTED =
      union(List.of(Methods.parameters(), Set.of(MODEL, POSITION_ADAPTERS)));
  private static final Set<Parameter<?>> CONTINUED =
      union(List.of(ADAPTED, ROWS, Set.of(InitialAdapter.PARAMETER, POOLING)));
  private static final Set<Parameter<?>> TEXTS =
      union(List.of(ROWS, Set.of(MODEL, MAX_LENGTH, TrialParameters.TRAIN_ROWS)));

  /** All that anything here depends on. */
  private static final Set<Parameter<?>> RELEVANT =
      union(
          List.of(
              CONTINUED,
              TEXTS,
              TrialParameters.LENGTH,
              Set.of(EVALUATE_EVERY_EPOCHS, TrialParameters.EVALUATION_BATCH_SIZE)));

  private final Locations locations;
  private final Map<TrialConfig, List<InputProblem>> found = new ConcurrentHashMap<>();
  private final Map<String, CheckedInput<Base>> bases = new ConcurrentHashMap<>();
  private final Map<TrialConfig, CheckedInput<LabelledData>> rows = new ConcurrentHashMap<>();
  private final Map<TrialConfig, Optional<InputProblem>> methods = new ConcurrentHashMap<>();
  private final Map<TrialConfig, Optional<InputProblem>> adapters = new ConcurrentHashMap<>();
  private final Map<TrialConfig, Optional<InputProblem>> heads = new ConcurrentHashMap<>();
  private final Map<TrialConfig, Optional<InputProblem>> texts = new ConcurrentHashMap<>();

  /**
   * A base model.
   *
   * @param tokens that its tokenizer knows
   * @param head what its configuration says of a trained head
   */
  private record Base(
      EncoderOutline outline, TokenizerFiles tokenizer, int tokens, SavedHead head) {
    static Base read(String name, Locations locations) {
      ModelSource source = ModelSource.read(name, locations);
      EncoderOutline outline =
          EncoderFamilies.of(source.checkpoint(), source.config())
              .outline(source.checkpoint(), source.config());
      try (TextTokenizer tokenizer = source.tokenizer().open()) {
        return new Base(
            outline,
            source.tokenizer(),
            tokenizer.vocabularySize(),
            SavedHead.of(name, source.config()));
      }
    }
  }

  ClassificationChecks(Locations locations) {
    this.locations = locations;
  }

  private static Set<Parameter<?>> union(List<Set<Parameter<?>>> sets) {
    return sets.stream().flatMap(Set::stream).collect(Collectors.toUnmodifiableSet());
  }

  /** Everything that is wrong with a configuration. */
  List<InputProblem> problems(TrialConfig config) {
    return found.computeIfAbsent(config.only(RELEVANT), this::find);
  }

  private List<InputProblem> find(TrialConfig config) {
    ClassificationSettings settings = new ClassificationSettings(config);
    CheckedInput<Base> base =
        bases.computeIfAbsent(
            config.get(MODEL),
            name -> CheckedInput.of(MODEL, name, () -> Base.read(name, locations)));
    CheckedInput<LabelledData> data =
        rows.computeIfAbsent(
            config.only(ROWS),
            key -> CheckedInput.of(TASK, config.get(TASK), () -> settings.data(locations)));
    List<InputProblem> problems = new ArrayList<>();
    base.problem().ifPresent(problems::add);
    data.problem().ifPresent(problems::add);
    base.value()
        .flatMap(model -> once(methods, config, ADAPTED, key -> ofMethod(settings, model)))
        .ifPresent(problems::add);
    if (problems.isEmpty()) {
      Base model = base.value().orElseThrow();
      LabelledData examples = data.value().orElseThrow();
      if (settings.common().trains()) {
        ofLength(settings, examples).ifPresent(problems::add);
      } else {
        once(heads, config, TEXTS, key -> ofSavedHead(settings, model, examples))
            .ifPresent(problems::add);
      }
      once(texts, config, TEXTS, key -> ofTexts(settings, model, examples))
          .ifPresent(problems::add);
      if (config.has(InitialAdapter.PARAMETER)) {
        once(adapters, config, CONTINUED, key -> ofAdapter(settings, model, examples))
            .ifPresent(problems::add);
      }
    } else if (base.problem().isPresent() && config.has(InitialAdapter.PARAMETER)) {
      InitialAdapter.problem(config, locations, adapter -> {}).ifPresent(problems::add);
    }
    return problems;
  }

  private static Optional<InputProblem> once(
      Map<TrialConfig, Optional<InputProblem>> known,
      TrialConfig config,
      Set<Parameter<?>> parameters,
      Function<TrialConfig, Optional<InputProblem>> check) {
    return known.computeIfAbsent(config.only(parameters), check);
  }

  private static Optional<InputProblem> ofMethod(ClassificationSettings settings, Base base) {
    return InputProblem.of(
        METHOD,
        settings.common().config().get(METHOD),
        () -> {
          settings.requireEffect(base.outline());
          base.outline().requireFits(settings.common().method());
          settings.common().method().footprints(base.outline().linearLayers());
        });
  }

  /** A trial without training needs a head that has learned the task already. */
  private Optional<InputProblem> ofSavedHead(
      ClassificationSettings settings, Base base, LabelledData data) {
    String name = settings.common().model();
    return InputProblem.of(
        MODEL,
        name,
        () ->
            base.head()
                .requireFits(
                    ModelSource.read(name, locations).checkpoint(),
                    base.outline(),
                    settings.task(),
                    data.labels()));
  }

  /** Costs nothing, and depends on nearly everything. */
  private static Optional<InputProblem> ofLength(
      ClassificationSettings settings, LabelledData data) {
    Method method = settings.common().method();
    return InputProblem.of(
        METHOD,
        method.name(),
        () -> settings.requireReachable(method, data.train().size(), data.evaluationSizes()));
  }

  private static Optional<InputProblem> ofTexts(
      ClassificationSettings settings, Base base, LabelledData data) {
    // Every token and both segments have an embedding, unless these say otherwise.
    boolean known =
        base.tokens() <= base.outline().vocabularySize() && base.outline().segments() != 1;
    LabelledData encoded = known ? data.onlyFirst() : settings.seen(data);
    String name = settings.common().model();
    return InputProblem.of(
        MODEL,
        name,
        () -> {
          try (TextTokenizer tokenizer = base.tokenizer().open()) {
            requireEmbeddings(
                name,
                base.outline(),
                EncodedData.encode(encoded, tokenizer, settings.length(base.outline())));
          }
        });
  }

  private Optional<InputProblem> ofAdapter(
      ClassificationSettings settings, Base base, LabelledData data) {
    TrialConfig config = settings.common().config();
    return InitialAdapter.problem(
        config,
        locations,
        adapter -> {
          adapter.requireFits(settings.common().method(), base.outline());
          adapter.requireHead(
              base.outline().headShapes(data.labels().outputs(), settings.pooling()));
        });
  }

  /**
   * Requires every token and segment of all examples to have an embedding.
   *
   * @throws org.dashsweep.model.ModelException naming the first one that has none
   */
  static void requireEmbeddings(String name, EncoderShape model, EncodedData encoded) {
    new EmbeddingRows(name, model.vocabularySize(), model.segments())
        .require(
            Stream.concat(
                    encoded.train().stream(),
                    encoded.evaluation().stream().flatMap(set -> set.examples().stream()))
                .map(EncodedExample::text));
  }
}
