package org.dashsweep.jobs.report;

import java.util.function.Function;
import org.dashsweep.trial.TrialResult;
import org.dashsweep.trial.dreambooth.PictureMetrics;
import org.jspecify.annotations.Nullable;

/** The metrics that each sampled picture has. */
enum ImageMetric {
  DINO(
      "DINO",
      TrialResult.Image::dino,
      PictureMetrics.DINO_REAL_TO_REAL,
      PictureMetrics.DINO_OTHER_SUBJECT),
  CLIP_I(
      "CLIP-I",
      TrialResult.Image::clipI,
      PictureMetrics.CLIP_I_REAL_TO_REAL,
      PictureMetrics.CLIP_I_OTHER_SUBJECT),
  CLIP_T("CLIP-T", TrialResult.Image::clipT, "", "");

  private final String title;

  @SuppressWarnings("ImmutableEnumChecker") // A reference to an accessor is.
  private final Function<TrialResult.Image, @Nullable Double> accessor;

  private final String upper;
  private final String lower;

  ImageMetric(
      String title,
      Function<TrialResult.Image, @Nullable Double> accessor,
      String upper,
      String lower) {
    this.title = title;
    this.accessor = accessor;
    this.upper = upper;
    this.lower = lower;
  }

  /** The metric as papers write it. */
  String title() {
    return title;
  }

  /** Returns a picture's value; null if it has none. */
  @Nullable Double of(TrialResult.Image image) {
    return accessor.apply(image);
  }

  /** The evaluation of a subject's photos among themselves; empty if there is none. */
  String upper() {
    return upper;
  }

  /** The evaluation of another subject's photos; empty if there is none. */
  String lower() {
    return lower;
  }
}
