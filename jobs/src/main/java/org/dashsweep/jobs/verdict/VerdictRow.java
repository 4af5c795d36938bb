package org.dashsweep.jobs.verdict;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A comparison of two methods on one task by one metric. Each component is a column of the table
 * verdicts.
 *
 * @param rows what tells the evaluated rows from others of the task; empty if there are no others
 * @param lowerIsBetter whether a smaller value of the metric is better
 * @param method that is compared
 * @param baseline that it is compared with
 * @param basis what both have in common: {@code same-settings} or {@code best-rate}
 * @param settings that the comparison is at; null for the mean over all that both have
 * @param settingsAveraged number of settings that the mean is over
 * @param learningRate of the method; null if it is several or none
 * @param baselineLearningRate of the baseline; null if it is several or none
 * @param ratesTried learning rates that the method's was chosen among; null if none was chosen
 * @param baselineRatesTried the same of the baseline
 * @param seeds that both have
 * @param examples that both answered; 0 if the interval is over seeds alone
 * @param methodMean mean over the seeds
 * @param baselineMean mean over the seeds
 * @param difference method minus baseline
 * @param low end of the 95 % interval; null if nothing is known of the spread
 * @param high end of the 95 % interval
 * @param standardError of the difference
 * @param degreesOfFreedom of Student's distribution
 * @param over sources of chance that the interval accounts for
 * @param p of no difference
 * @param adjustedP the same after Holm's correction over the comparisons of one task, metric and
 *     basis. Those of single settings are a family of their own, and so are those of a method with
 *     the method that it is built on
 * @param margin that differences within count as none
 * @param equivalenceP of a difference of at least the margin
 * @param adjustedEquivalenceP the same after Holm's correction
 * @param minimumDetectable smallest difference that this comparison finds with a probability of 80
 *     %
 * @param moreSeeds that would find a difference of the margin; null if unknown, or if no number of
 *     seeds does
 * @param verdict a {@link Judgement}
 * @param sentence the same in words
 * @param trialIds of all trials that it comes from
 */
public record VerdictRow(
    String task,
    String rows,
    String metric,
    boolean lowerIsBetter,
    String method,
    String baseline,
    String basis,
    @Nullable String settings,
    int settingsAveraged,
    @Nullable Double learningRate,
    @Nullable Double baselineLearningRate,
    @Nullable Integer ratesTried,
    @Nullable Integer baselineRatesTried,
    int seeds,
    int examples,
    double methodMean,
    double baselineMean,
    double difference,
    @Nullable Double low,
    @Nullable Double high,
    @Nullable Double standardError,
    @Nullable Double degreesOfFreedom,
    String over,
    @Nullable Double p,
    @Nullable Double adjustedP,
    double margin,
    @Nullable Double equivalenceP,
    @Nullable Double adjustedEquivalenceP,
    @Nullable Double minimumDetectable,
    @Nullable Integer moreSeeds,
    String verdict,
    String sentence,
    List<String> trialIds) {
  public VerdictRow {
    trialIds = List.copyOf(trialIds);
  }

  /** Tells whether the examples are the subjects of pictures, all of them together. */
  public boolean isOfSubjects() {
    return task.equals(Pictures.ALL_SUBJECTS);
  }
}
