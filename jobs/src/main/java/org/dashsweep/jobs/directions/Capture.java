package org.dashsweep.jobs.directions;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The agreement of some trials' directions with those of full fine-tuning, in the mean over
 * matrices.
 *
 * @param model as the sweep names it
 * @param task as the sweep names it
 * @param method that predicts
 * @param rank of its adapters; empty for a method without one
 * @param group the layer, module or update; empty for all matrices after the last update
 * @param matrices number of comparisons in the mean
 * @param recall share of the true top 4 among the predicted top 8
 * @param strictRecall share of matrices of which all of the true top 4 are there
 * @param accuracy share of the predicted top 8 among the true top 16
 * @param randomRecall what a random choice scores
 * @param randomStrictRecall what a random choice scores
 * @param randomAccuracy what a random choice scores
 * @param smallestRecall what the directions of the smallest singular values score, which no
 *     training has to find
 * @param smallestStrictRecall what they score
 * @param smallestAccuracy what they score
 */
public record Capture(
    String model,
    String task,
    String method,
    String rank,
    String group,
    int matrices,
    double recall,
    double strictRecall,
    double accuracy,
    double randomRecall,
    double randomStrictRecall,
    double randomAccuracy,
    double smallestRecall,
    double smallestStrictRecall,
    double smallestAccuracy) {
  static Capture of(Scored.Key key, List<Scored> scores) {
    return new Capture(
        key.model(),
        key.task(),
        key.method(),
        key.rank(),
        key.group(),
        scores.size(),
        mean(scores, scored -> scored.own().recall()),
        mean(scores, scored -> scored.own().strictRecall()),
        mean(scores, scored -> scored.own().accuracy()),
        mean(scores, scored -> scored.chance().recall()),
        mean(scores, scored -> scored.chance().strictRecall()),
        mean(scores, scored -> scored.chance().accuracy()),
        mean(scores, scored -> scored.ofSmallest().recall()),
        mean(scores, scored -> scored.ofSmallest().strictRecall()),
        mean(scores, scored -> scored.ofSmallest().accuracy()));
  }

  private static double mean(List<Scored> scores, ToDoubleFunction<Scored> value) {
    return scores.stream().mapToDouble(value).average().orElseThrow();
  }
}
