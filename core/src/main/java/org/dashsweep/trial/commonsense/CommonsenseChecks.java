package org.dashsweep.trial.commonsense;

import static org.dashsweep.space.SearchSpace.METHOD;
import static org.dashsweep.space.SearchSpace.MODEL;
import static org.dashsweep.trial.commonsense.CommonsenseParameters.DATA;
import static org.dashsweep.trial.commonsense.CommonsenseParameters.DATA_SETS;
import static org.dashsweep.trial.commonsense.CommonsenseParameters.DESCRIPTIONS;
import static org.dashsweep.trial.commonsense.CommonsenseParameters.ROWS;
import static org.dashsweep.trial.commonsense.CommonsenseParameters.SCORERS;
import static org.dashsweep.trial.commonsense.CommonsenseParameters.VALIDATION_BATCH_SIZE;
import static org.dashsweep.trial.commonsense.CommonsenseParameters.VALIDATION_ROWS;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.dashsweep.adapter.Method;
import org.dashsweep.adapter.Methods;
import org.dashsweep.data.ValidationDraw;
import org.dashsweep.data.commonsense.PromptEncoder;
import org.dashsweep.generation.EndTokens;
import org.dashsweep.model.catalogue.DecoderFamilies;
import org.dashsweep.model.decoder.DecoderConfig;
import org.dashsweep.model.decoder.DecoderWeights;
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
import org.dashsweep.trial.TrialSettings;

/**
 * Finds what commonsense trials would be refused for, without loading a weight. A sweep has far
 * more cells than models, data sets and methods: each of these is looked at once.
 */
final class CommonsenseChecks {
  private static final Set<Parameter<?>> ADAPTED =
      union(List.of(Methods.parameters(), Set.of(MODEL)));
  private static final Set<Parameter<?>> CONTINUED =
      union(List.of(ADAPTED, Set.of(InitialAdapter.PARAMETER)));

  /** All that anything here depends on. */
  private static final Set<Parameter<?>> RELEVANT =
      union(
          List.of(
              CONTINUED,
              CommonsenseTrialRunner.DATA,
              TrialParameters.LENGTH,
              Set.of(VALIDATION_BATCH_SIZE)));

  private final Locations locations;
  private final Map<TrialConfig, List<InputProblem>> found = new ConcurrentHashMap<>();
  private final Map<String, CheckedInput<Base>> bases = new ConcurrentHashMap<>();
  private final Map<TrialConfig, CheckedInput<Integer>> trainingRows = new ConcurrentHashMap<>();
  private final Map<TrialConfig, Optional<InputProblem>> methods = new ConcurrentHashMap<>();
  private final Map<TrialConfig, Optional<InputProblem>> adapters = new ConcurrentHashMap<>();
  private final Map<TrialConfig, Optional<InputProblem>> texts = new ConcurrentHashMap<>();

  /**
   * A base model.
   *
   * @param tokens that its tokenizer knows
   */
  private record Base(DecoderConfig config, TokenizerFiles tokenizer, int tokens) {
    static Base read(String name, Locations locations) {
      ModelSource source = ModelSource.read(name, locations);
      DecoderConfig config = DecoderFamilies.read(name, source.config());
      EndTokens.of(name, source.generation());
      DecoderWeights.require(source.checkpoint(), config);
      try (TextTokenizer tokenizer = source.tokenizer().open()) {
        PromptEncoder.requireEndToken(tokenizer);
        return new Base(config, source.tokenizer(), tokenizer.vocabularySize());
      }
    }
  }

  CommonsenseChecks(Locations locations) {
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
    CommonsenseSettings settings = new CommonsenseSettings(config);
    CheckedInput<Base> base =
        bases.computeIfAbsent(
            config.get(MODEL),
            name -> CheckedInput.of(MODEL, name, () -> Base.read(name, locations)));
    CheckedInput<Integer> rows =
        trainingRows.computeIfAbsent(
            config.only(ROWS),
            key ->
                CheckedInput.of(
                    rowsParameter(settings),
                    config.shown(rowsParameter(settings)).orElse(""),
                    () -> readEveryRow(settings)));
    List<InputProblem> problems = new ArrayList<>();
    base.problem().ifPresent(problems::add);
    rows.problem().ifPresent(problems::add);
    base.value()
        .flatMap(model -> once(methods, config, ADAPTED, key -> ofMethod(settings, model)))
        .ifPresent(problems::add);
    if (settings.common().trains()) {
      rows.value().flatMap(count -> ofLength(settings, count)).ifPresent(problems::add);
    }
    ofScorers(settings).ifPresent(problems::add);
    if (problems.isEmpty()) {
      Base model = base.value().orElseThrow();
      int count = rows.value().orElseThrow();
      once(texts, config, CommonsenseTrialRunner.DATA, key -> ofTexts(settings, model, count))
          .ifPresent(problems::add);
    }
    if (config.has(InitialAdapter.PARAMETER)) {
      once(adapters, config, CONTINUED, key -> ofAdapter(settings, base.value()))
          .ifPresent(problems::add);
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

  /** The parameter that names the rows, for messages. */
  private static Parameter<?> rowsParameter(CommonsenseSettings settings) {
    return settings.common().config().has(DESCRIPTIONS) ? DATA_SETS : DATA;
  }

  /** A malformed row should not show after days of training. */
  private int readEveryRow(CommonsenseSettings settings) {
    CommonsenseInputs inputs = new CommonsenseInputs(settings, locations);
    int count = inputs.training(row -> {});
    settings.dataSets().forEach(inputs::evaluation);
    return count;
  }

  /** Only a closed list of answers has a most probable one. */
  private static Optional<InputProblem> ofScorers(CommonsenseSettings settings) {
    if (!settings.scorers().contains(Scorer.LIKELIHOOD)) {
      return Optional.empty();
    }
    return settings.dataSets().stream()
        .filter(set -> set.answers().isEmpty())
        .findFirst()
        .map(
            set ->
                new InputProblem(
                    SCORERS.name(),
                    Scorer.LIKELIHOOD.label(),
                    String.format(
                        Locale.ROOT,
                        "question set %s has no options to compare: give it options, or leave the scorer out",
                        set.setName())));
  }

  private static Optional<InputProblem> ofMethod(CommonsenseSettings settings, Base base) {
    Method method = settings.common().method();
    return InputProblem.of(
        METHOD,
        method.name(),
        () -> {
          base.config().requireFits(method);
          method.footprints(base.config().linearLayers());
        });
  }

  /** Costs nothing, and depends on nearly everything. */
  private static Optional<InputProblem> ofLength(CommonsenseSettings settings, int rows) {
    int heldOut = settings.validationRows();
    return InputProblem.of(
            VALIDATION_ROWS,
            Integer.toString(heldOut),
            () -> ValidationDraw.requireRowsLeft(rows, heldOut))
        .or(() -> ofReach(settings, rows - heldOut));
  }

  private static Optional<InputProblem> ofReach(CommonsenseSettings settings, int rows) {
    TrialSettings common = settings.common();
    Method method = common.method();
    int updates = common.totalSteps(common.trainRows(rows));
    return InputProblem.of(
        METHOD,
        method.name(),
        () -> method.requireReachable(updates, settings.forwardPasses(updates)));
  }

  private Optional<InputProblem> ofTexts(CommonsenseSettings settings, Base base, int rows) {
    return InputProblem.of(
        rowsParameter(settings),
        settings.common().config().shown(rowsParameter(settings)).orElse(""),
        () -> {
          CommonsenseInputs inputs = new CommonsenseInputs(settings, locations);
          try (TextTokenizer tokenizer = base.tokenizer().open()) {
            TextCheck check = TextCheck.of(inputs, tokenizer, base.config(), settings);
            check.questions();
            if (settings.common().trains()) {
              check.training(rows);
            }
          }
        });
  }

  private Optional<InputProblem> ofAdapter(CommonsenseSettings settings, Optional<Base> base) {
    return InitialAdapter.problem(
        settings.common().config(),
        locations,
        adapter ->
            base.ifPresent(
                model -> {
                  adapter.requireFits(settings.common().method(), model.config());
                  adapter.requireHead(Map.of());
                }));
  }
}
