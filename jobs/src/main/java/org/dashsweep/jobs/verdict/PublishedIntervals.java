package org.dashsweep.jobs.verdict;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dashsweep.jobs.grouping.ReportedTrial;
import org.dashsweep.jobs.grouping.ReportedTrials;
import org.dashsweep.jobs.statistics.CrossedMean;
import org.dashsweep.trial.TrialResult;

/**
 * Intervals of a configuration's mean for new seeds and new examples, to set published values
 * against.
 */
public final class PublishedIntervals {
  private final StoredAnswers stored;

  private PublishedIntervals(StoredAnswers stored) {
    this.stored = stored;
  }

  /** Reads the answers of a sweep's trials. */
  public static PublishedIntervals read(ReportedTrials trials) throws IOException {
    return new PublishedIntervals(StoredAnswers.read(trials));
  }

  /** An evaluation of one trial. */
  public record Evaluated(ReportedTrial trial, TrialResult.Evaluation evaluation) {}

  /**
   * Estimates the mean of evaluations of one data set, a seed each.
   *
   * @param seeds evaluations in the state that the answers are of, or in another: then the interval
   *     is over seeds alone
   * @return empty if there are none, or one is undefined
   */
  public Optional<CrossedMean> mean(List<Evaluated> seeds) {
    if (seeds.isEmpty()
        || seeds.stream().anyMatch(seed -> !Double.isFinite(seed.evaluation().value()))) {
      return Optional.empty();
    }
    List<Influences> influences = new ArrayList<>();
    for (Evaluated seed : seeds) {
      TrialResult.Evaluation of = seed.evaluation();
      influences.add(
          stored.influences(seed.trial().id(), of.dataset(), of.split(), of.metric(), of.value()));
    }
    return Optional.of(
        SeedMeans.of(seeds.stream().map(seed -> seed.evaluation().value()).toList(), influences));
  }
}
