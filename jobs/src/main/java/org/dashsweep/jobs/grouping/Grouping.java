package org.dashsweep.jobs.grouping;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.dashsweep.trial.ScheduleParameters;
import org.dashsweep.trial.TrialParameters;
import org.jspecify.annotations.Nullable;

/**
 * The one definition of the rows and columns that means stand in, wherever they are printed.
 *
 * <p>A configuration is everything that a trial's id covers but its seed, together with the state
 * that was evaluated. Its label shows the settings that vary among trials of one column, without
 * those that are a fixed multiple of another one shown. Different configurations of a column never
 * have one label. Where names do not tell them apart, the content of model or training data does.
 */
public final class Grouping {
  /** The axis of the base model's content, which no sweep file sets. */
  public static final String MODEL_CONTENT = "model content";

  /** The axis of the training data's content, which no sweep file sets. */
  public static final String DATA_CONTENT = "data content";

  /** Settings that are choices of their own, whatever they are a multiple of. */
  private static final Set<String> NEVER_DERIVED =
      Set.of(
          TrialParameters.BATCH_SIZE.name(),
          TrialParameters.EPOCHS.name(),
          ScheduleParameters.LEARNING_RATE.name(),
          TrialParameters.OPTIMIZER_STEPS.name());

  private static final Object ABSENT = "absent";
  private static final double RATIO_ROUNDING = 1e-9;
  private static final int HASH_DIGITS = 12;

  private final Set<ReportedIdentity> trials;
  private final ReportedQuestionSets questions;
  private final Map<String, Set<String>> methodsWith = new HashMap<>();
  private final NavigableSet<String> axes = new TreeSet<>();
  private final Map<ReportedIdentity, ReportedConfiguration> configurations = new HashMap<>();

  private Grouping(Collection<ReportedIdentity> identities) {
    this.trials = new HashSet<>(identities);
    this.questions = new ReportedQuestionSets(trials);
    for (ReportedIdentity trial : trials) {
      for (String name : trial.settings().keySet()) {
        methodsWith.computeIfAbsent(name, key -> new HashSet<>()).add(trial.method());
      }
    }
    chooseAxes();
    label();
  }

  /** Groups trials, those without a result included: they vary in settings too. */
  public static Grouping of(Collection<ReportedIdentity> trials) {
    return new Grouping(trials);
  }

  /** The settings that labels show beside method and rank. */
  public NavigableSet<String> axes() {
    return Collections.unmodifiableNavigableSet(axes);
  }

  /** The row of one of the trials. */
  public ReportedConfiguration configuration(ReportedIdentity trial) {
    return Objects.requireNonNull(configurations.get(trial), "not one of the trials");
  }

  /** The column of one of the trials, which has a result. */
  public ReportColumn column(ReportedIdentity trial) {
    return new ReportColumn(
        trial.task(),
        questions.difference(trial),
        new ReportedMetric(Objects.requireNonNull(trial.metric(), "no result")));
  }

  private void chooseAxes() {
    NavigableSet<String> varying = new TreeSet<>();
    for (String name : methodsWith.keySet()) {
      if (!name.equals(ReportedTrials.RANK) && varies(name)) {
        varying.add(name);
      }
    }
    // Those that are never derived come first, so that others are left out for them.
    List<String> ordered = new ArrayList<>(varying);
    ordered.sort((a, b) -> Boolean.compare(NEVER_DERIVED.contains(b), NEVER_DERIVED.contains(a)));
    for (String name : ordered) {
      boolean derived =
          !NEVER_DERIVED.contains(name)
              && (isMultiple(name, ReportedTrials.RANK)
                  || axes.stream().anyMatch(shown -> isMultiple(name, shown)));
      if (!derived) {
        axes.add(name);
      }
    }
  }

  /** Tells whether two trials on the same rows differ in a setting that both could have. */
  private boolean varies(String name) {
    Map<Object, Object> first = new HashMap<>();
    for (ReportedIdentity trial : trials) {
      if (couldHave(trial, name)) {
        Object value = trial.settings().getOrDefault(name, ABSENT);
        Object known = first.putIfAbsent(questions.of(trial), value);
        if (known != null && !known.equals(value)) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean couldHave(ReportedIdentity trial, String name) {
    return !ReportedIdentity.lacks(trial.method(), name)
        && (!ReportedIdentity.isOfMethods(name)
            || methodsWith.getOrDefault(name, Set.of()).contains(trial.method()));
  }

  private boolean isMultiple(String name, String of) {
    @Nullable Double ratio = null;
    for (ReportedIdentity trial : trials) {
      if (!couldHave(trial, name)) {
        continue;
      }
      if (!(trial.settings().get(name) instanceof Number value)
          || !(trial.settings().get(of) instanceof Number base)
          || base.doubleValue() == 0) {
        return false;
      }
      double own = value.doubleValue() / base.doubleValue();
      if (ratio != null && Math.abs(own - ratio) > RATIO_ROUNDING * Math.abs(ratio)) {
        return false;
      }
      ratio = own;
    }
    return ratio != null;
  }

  private void label() {
    Map<List<Object>, List<ReportedIdentity>> alike = new HashMap<>();
    for (ReportedIdentity trial : trials) {
      ReportedConfiguration configuration = configuration(trial, new TreeMap<>());
      configurations.put(trial, configuration);
      List<Object> cell =
          List.of(
              questions.of(trial), Objects.requireNonNullElse(trial.metric(), ""), configuration);
      alike.computeIfAbsent(cell, key -> new ArrayList<>()).add(trial);
    }
    alike.values().stream().filter(same -> same.size() > 1).forEach(this::tellByContent);
  }

  /** Trials with equal settings are of different models or training data. */
  private void tellByContent(List<ReportedIdentity> same) {
    boolean models = same.stream().map(ReportedIdentity::model).distinct().count() > 1;
    boolean data = same.stream().map(ReportedIdentity::data).distinct().count() > 1;
    Set<ReportedConfiguration> distinct = new HashSet<>();
    for (ReportedIdentity trial : same) {
      SortedMap<String, String> content = new TreeMap<>();
      if (models) {
        content.put(MODEL_CONTENT, ReportedQuestionSets.shortened(trial.model(), HASH_DIGITS));
      }
      if (data) {
        content.put(DATA_CONTENT, ReportedQuestionSets.shortened(trial.data(), HASH_DIGITS));
      }
      axes.addAll(content.keySet());
      ReportedConfiguration configuration = configuration(trial, content);
      configurations.put(trial, configuration);
      distinct.add(configuration);
    }
    if (distinct.size() < same.size()) {
      throw new IllegalStateException("Configurations that no label tells apart: " + same);
    }
  }

  private ReportedConfiguration configuration(
      ReportedIdentity trial, SortedMap<String, String> content) {
    SortedMap<String, String> others = new TreeMap<>(content);
    for (String name : axes) {
      @Nullable String value = trial.text(name);
      if (value != null) {
        others.put(name, value);
      }
    }
    return new ReportedConfiguration(
        trial.method(),
        trial.settings().get(ReportedTrials.RANK) instanceof Long rank ? rank : null,
        others);
  }
}
