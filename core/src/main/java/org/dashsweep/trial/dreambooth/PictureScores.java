package org.dashsweep.trial.dreambooth;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.dashsweep.evaluation.subject.SubjectSimilarity;
import org.dashsweep.trial.TrialResult;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of a trial's pictures, by picture and in the mean.
 *
 * @param subject of the photos
 * @param images rows of the pictures
 * @param bounds values of the subject's photos themselves, by metric
 */
record PictureScores(String subject, List<TrialResult.Image> images, Map<String, Double> bounds) {
  PictureScores {
    images = List.copyOf(images);
    bounds = Collections.unmodifiableMap(new TreeMap<>(bounds));
  }

  /** The bounds of a subject. */
  static Map<String, Double> bounds(PreparedSubject.Real real) {
    Map<String, Double> bounds = new TreeMap<>();
    // A single photo has no other to be compared with.
    SubjectSimilarity.amongPhotos(real.dino())
        .ifPresent(value -> bounds.put(PictureMetrics.DINO_REAL_TO_REAL, value));
    SubjectSimilarity.amongPhotos(real.clip())
        .ifPresent(value -> bounds.put(PictureMetrics.CLIP_I_REAL_TO_REAL, value));
    real.otherDino()
        .ifPresent(
            other ->
                bounds.put(
                    PictureMetrics.DINO_OTHER_SUBJECT,
                    SubjectSimilarity.betweenSubjects(real.dino(), other)));
    real.otherClip()
        .ifPresent(
            other ->
                bounds.put(
                    PictureMetrics.CLIP_I_OTHER_SUBJECT,
                    SubjectSimilarity.betweenSubjects(real.clip(), other)));
    return bounds;
  }

  /**
   * Returns the metrics as rows of results.
   *
   * @param step updates that the model has seen
   */
  List<TrialResult.Evaluation> rows(int step) {
    List<TrialResult.Evaluation> rows = new ArrayList<>();
    rows.add(mean(PictureMetrics.DINO, TrialResult.Image::dino, step));
    rows.add(mean(PictureMetrics.CLIP_I, TrialResult.Image::clipI, step));
    rows.add(mean(PictureMetrics.CLIP_T, TrialResult.Image::clipT, step));
    long flagged = images.stream().filter(image -> !image.flags().isEmpty()).count();
    rows.add(row(PictureMetrics.FLAGGED, (double) flagged, images.size(), step));
    bounds.forEach((metric, value) -> rows.add(row(metric, value, images.size(), step)));
    return rows;
  }

  /** The mean over prompts of the means over their pictures; NaN if no picture has a value. */
  private TrialResult.Evaluation mean(
      String metric, Function<TrialResult.Image, @Nullable Double> value, int step) {
    Map<Integer, List<Double>> byPrompt = new TreeMap<>();
    int measured = 0;
    for (TrialResult.Image image : images) {
      @Nullable Double one = value.apply(image);
      if (one != null) {
        byPrompt.computeIfAbsent(image.promptIndex(), prompt -> new ArrayList<>()).add(one);
        measured++;
      }
    }
    double mean =
        byPrompt.values().stream()
            .mapToDouble(values -> values.stream().mapToDouble(v -> v).average().orElse(Double.NaN))
            .average()
            .orElse(Double.NaN);
    return row(metric, mean, measured, step);
  }

  private TrialResult.Evaluation row(String metric, double value, int examples, int step) {
    return new TrialResult.Evaluation(subject, PictureMetrics.SPLIT, metric, value, examples, step);
  }

  /** Returns the evaluations that trials of a subject are judged by. */
  static TrialResult.Judged judged(String subject) {
    return new TrialResult.Judged(subject, PictureMetrics.SPLIT, PictureMetrics.DINO);
  }
}
