package org.dashsweep.jobs.analysis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.dashsweep.adapter.Methods;
import org.dashsweep.space.Parameter;
import org.dashsweep.space.ParameterKind;
import org.dashsweep.space.SearchSpace;
import org.dashsweep.space.SearchSpaces;
import org.dashsweep.trial.ScheduleParameters;
import org.dashsweep.trial.TrialParameters;
import org.dashsweep.trial.catalogue.Experiments;

/**
 * A column of {@code trials} whose values may matter for results.
 *
 * @param name the setting's name for people, in kebab case
 * @param column the name in the frame, in snake case
 * @param key SQL of the value as text; the empty text where a trial has no such setting
 * @param number SQL of the value as a number; null for texts
 */
record SettingColumn(String name, String column, String key, String number) {
  private static final SearchSpaces SPACES = Experiments.searchSpaces();
  private static final String NOT_A_NUMBER = "CAST(NULL AS DOUBLE)";

  /** Settings in whose favour others that follow from them are left out, in that order. */
  private static final List<String> FIRST =
      List.of(
          SearchSpace.METHOD.name(),
          ScheduleParameters.LEARNING_RATE.name(),
          Methods.RANK.name(),
          TrialParameters.EPOCHS.name(),
          TrialParameters.OPTIMIZER_STEPS.name(),
          TrialParameters.BATCH_SIZE.name());

  /** Every column that a trial's id covers but the seed and the task, in order of preference. */
  static List<SettingColumn> all() {
    Set<String> leftOut = new HashSet<>(withoutEffect());
    leftOut.addAll(Set.of(TrialParameters.SEED.name(), SearchSpace.EXPERIMENT.name()));
    leftOut.addAll(TrialFrames.TASKS);
    List<SettingColumn> columns = new ArrayList<>();
    SPACES
        .parameterKinds()
        .forEach(
            (name, kind) -> {
              if (!leftOut.contains(name)) {
                columns.add(of(name, kind));
              }
            });
    columns.sort(
        Comparator.comparingInt(SettingColumn::preference).thenComparing(SettingColumn::name));
    columns.add(content("model content", "model_fingerprint"));
    columns.add(content("data content", "data_fingerprint"));
    return List.copyOf(columns);
  }

  /** Returns the frame's column of the value as text. */
  String keyColumn() {
    return "key_" + column;
  }

  /** Returns the frame's column of the value as a number. */
  String numberColumn() {
    return "number_" + column;
  }

  private int preference() {
    int place = FIRST.indexOf(name);
    return place < 0 ? FIRST.size() : place;
  }

  private static SettingColumn of(String name, ParameterKind kind) {
    String column = name.replace('-', '_');
    String quoted = "`" + column + "`";
    if (name.equals(SearchSpace.METHOD.name())) {
      // Before its launch a method is another one.
      return new SettingColumn(
          name,
          column,
          "CASE WHEN launched = false THEN concat(method, ' before its launch') ELSE method END",
          NOT_A_NUMBER);
    }
    if (SPACES.carriers().contains(name)) {
      return new SettingColumn(name, column, hash(quoted, 8), NOT_A_NUMBER);
    }
    return switch (kind) {
      case INTEGER, DECIMAL ->
          new SettingColumn(
              name,
              column,
              "coalesce(CAST(" + quoted + " AS STRING), '')",
              "CAST(" + quoted + " AS DOUBLE)");
      case TEXT, BOOLEAN ->
          new SettingColumn(
              name, column, "coalesce(CAST(" + quoted + " AS STRING), '')", NOT_A_NUMBER);
      case TEXT_LIST ->
          new SettingColumn(name, column, "concat_ws(', ', " + quoted + ")", NOT_A_NUMBER);
    };
  }

  private static SettingColumn content(String name, String fingerprint) {
    return new SettingColumn(name, name.replace(' ', '_'), hash(fingerprint, 12), NOT_A_NUMBER);
  }

  private static String hash(String column, int digits) {
    return String.format(
        Locale.ROOT, "coalesce(substring(sha2(%s, 256), 1, %d), '')", column, digits);
  }

  /** The parameters that change no result, such as the size of a micro-batch. */
  private static Set<String> withoutEffect() {
    Set<String> names = new HashSet<>();
    for (String experiment : SPACES.experiments()) {
      Map<String, Parameter<?>> parameters =
          Objects.requireNonNull(SPACES.of(experiment)).parameters();
      parameters.values().stream()
          .filter(parameter -> parameter.countedAs() != null)
          .map(Parameter::name)
          .forEach(names::add);
    }
    return names;
  }
}
