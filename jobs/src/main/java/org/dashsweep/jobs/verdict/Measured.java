package org.dashsweep.jobs.verdict;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dashsweep.jobs.grouping.ReportColumn;
import org.dashsweep.jobs.grouping.ReportedIdentity;
import org.dashsweep.jobs.grouping.ReportedMethodStates;
import org.dashsweep.jobs.grouping.ReportedTrials;
import org.jspecify.annotations.Nullable;

/**
 * A value of one seed of one configuration, as comparisons take it.
 *
 * @param settings all but method, data set and seed
 * @param model content hash of the base model
 * @param data content hash of the data set, training rows included; empty if there is none
 * @param seed or null for a method without one
 * @param trialIds of the trials that it comes from
 */
record Measured(
    ReportColumn column,
    String method,
    SortedMap<String, Object> settings,
    String model,
    String data,
    @Nullable String seed,
    double value,
    Influences influences,
    List<String> trialIds) {
  /** The text of a setting; empty if there is none of that name. */
  String text(String name) {
    @Nullable String text =
        new ReportedIdentity(method, "", settings, "", "", null, null).text(name);
    return text == null ? "" : text;
  }

  /** Tells whether the method trains anything. */
  boolean trains() {
    return ReportedMethodStates.trains(method);
  }

  /** The learning rate, or null for a method that trains nothing. */
  @Nullable Double rate() {
    return settings.get(FairRates.RATE) instanceof Double rate ? rate : null;
  }

  /** The adapter's rank, or null for a method without one. */
  @Nullable Long rank() {
    return settings.get(ReportedTrials.RANK) instanceof Long rank ? rank : null;
  }

  /** The settings but one. */
  SortedMap<String, Object> without(String name) {
    SortedMap<String, Object> others = new TreeMap<>(settings);
    others.remove(name);
    return others;
  }
}
