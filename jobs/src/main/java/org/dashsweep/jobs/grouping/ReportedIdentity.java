package org.dashsweep.jobs.grouping;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dashsweep.adapter.DirectionLaunch;
import org.dashsweep.data.StableHash;
import org.dashsweep.jobs.tables.TrialRowEssence;
import org.dashsweep.space.MethodSpace;
import org.dashsweep.space.Parameter;
import org.dashsweep.space.SearchSpace;
import org.dashsweep.space.SearchSpaces;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.trial.catalogue.Experiments;
import org.jspecify.annotations.Nullable;

/**
 * Everything about a trial that is neither its seed nor measured. Trials with one identity are
 * seeds of one configuration, evaluated on the same rows: only they share a mean.
 *
 * @param method the trial's, or what the evaluated state is instead
 * @param task the data set, or the experiment of trials without one
 * @param settings the other parameters that a trial's id covers
 * @param model content hash of the base model
 * @param data content hash of the data set, training rows included
 * @param questions content hash of the rows that it is evaluated on, or null if unknown
 * @param metric what it is judged by, or null if it has no result
 */
public record ReportedIdentity(
    String method,
    String task,
    SortedMap<String, Object> settings,
    String model,
    String data,
    @Nullable String questions,
    @Nullable String metric) {
  private static final SearchSpaces SPACES = Experiments.searchSpaces();

  /** Parameters that methods add to the common ones. */
  private static final Set<String> OF_METHODS = ofMethods();

  /** Common parameters that the trials of a method lack, by the method's name. */
  private static final Map<String, Set<String>> LACKING = lacking();

  private static final Set<String> CARRIERS = SPACES.carriers();
  private static final String DATA_SETS = "data-sets";
  private static final int HASH_DIGITS = 8;

  public ReportedIdentity {
    settings = Collections.unmodifiableSortedMap(settings);
  }

  /** Makes identities, of settings that occur many times only once. */
  public static final class Maker {
    private final Map<SortedMap<String, Object>, SortedMap<String, Object>> covered =
        new HashMap<>();

    /** Returns the identity of a trial. */
    public ReportedIdentity of(TrialRowEssence trial) {
      SortedMap<String, Object> settings =
          covered.computeIfAbsent(trial.settings(), ReportedIdentity::covered);
      TrialRowEssence.@Nullable Result result = trial.result();
      return new ReportedIdentity(
          method(trial),
          task(trial.settings()),
          settings,
          trial.modelFingerprint(),
          trial.dataFingerprint(),
          trial.evaluationFingerprint(),
          result == null ? null : result.metric());
    }
  }

  /** Tells whether only trials of some methods have a parameter. */
  public static boolean isOfMethods(String parameter) {
    return OF_METHODS.contains(parameter);
  }

  /** Tells whether no trial of a method has a parameter that others have. */
  public static boolean lacks(String method, String parameter) {
    return LACKING.getOrDefault(method, Set.of()).contains(parameter);
  }

  /** Tells whether a parameter carries descriptions, which names stand for. */
  public static boolean isCarrier(String parameter) {
    return CARRIERS.contains(parameter);
  }

  /**
   * A setting as people write it, or null if the trial has none of that name. Of descriptions,
   * which are long, it is a hash.
   */
  public @Nullable String text(String setting) {
    @Nullable Object value = settings.get(setting);
    if (value instanceof String text && isCarrier(setting)) {
      return HexFormat.of().toHexDigits(StableHash.of(setting, text)).substring(0, HASH_DIGITS);
    }
    return value == null ? null : TrialConfig.show(value);
  }

  private static String task(SortedMap<String, Object> settings) {
    @Nullable Object task = settings.get(ReportedTrials.TASK);
    if (task == null) {
      task = settings.get(ReportedTrials.SUBJECT);
    }
    if (task == null) {
      task = onlyOwnSet(settings);
    }
    return String.valueOf(
        task != null
            ? task
            : Objects.requireNonNullElse(settings.get(SearchSpace.EXPERIMENT.name()), "–"));
  }

  /** The one set of questions of a trial that has no other, if a sweep file describes it. */
  private static @Nullable Object onlyOwnSet(Map<String, Object> settings) {
    boolean described = CARRIERS.stream().anyMatch(settings::containsKey);
    return described && settings.get(DATA_SETS) instanceof List<?> sets && sets.size() == 1
        ? sets.get(0)
        : null;
  }

  /**
   * The method that the evaluated state is a result of. Before its launch a method is another one.
   */
  private static String method(TrialRowEssence trial) {
    String method =
        String.valueOf(
            Objects.requireNonNullElse(trial.settings().get(ReportedTrials.METHOD), "–"));
    TrialRowEssence.@Nullable Result result = trial.result();
    return result != null && result.evaluated().launch() == DirectionLaunch.AHEAD
        ? method + ReportedMethodStates.beforeLaunch(method)
        : method;
  }

  /** Settings that the id covers and that have no place of their own here. */
  private static SortedMap<String, Object> covered(SortedMap<String, Object> settings) {
    Object experiment =
        settings.getOrDefault(SearchSpace.EXPERIMENT.name(), SPACES.first().experiment());
    @Nullable SearchSpace space = SPACES.of(String.valueOf(experiment));
    SortedMap<String, Object> covered =
        new TreeMap<>(space == null ? settings : space.identifying(new TrialConfig(settings)));
    covered
        .keySet()
        .removeAll(
            Set.of(
                ReportedTrials.METHOD,
                ReportedTrials.TASK,
                ReportedTrials.SUBJECT,
                SearchSpace.EXPERIMENT.name()));
    return covered;
  }

  private static Map<String, Set<String>> lacking() {
    Map<String, Set<String>> lacking = new HashMap<>();
    for (String experiment : SPACES.experiments()) {
      for (MethodSpace method : Objects.requireNonNull(SPACES.of(experiment)).methods()) {
        lacking.computeIfAbsent(method.name(), name -> new HashSet<>()).addAll(method.lacking());
      }
    }
    return lacking;
  }

  private static Set<String> ofMethods() {
    Set<String> names = new HashSet<>();
    for (String experiment : SPACES.experiments()) {
      SearchSpace space = Objects.requireNonNull(SPACES.of(experiment));
      space.methods().stream()
          .flatMap(method -> method.parameters().stream())
          .map(Parameter::name)
          .forEach(names::add);
    }
    return names;
  }
}
