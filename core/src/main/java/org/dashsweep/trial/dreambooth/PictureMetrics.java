package org.dashsweep.trial.dreambooth;

/** Names of the metrics of pictures in the table {@code evaluations}. */
public final class PictureMetrics {
  /** Mean cosine of DINO's embeddings of pictures and photos; trials are judged by it. */
  public static final String DINO = "dino";

  /** Mean cosine of CLIP's embeddings of pictures and photos. */
  public static final String CLIP_I = "clip-i";

  /** Mean cosine of CLIP's embeddings of pictures and their prompts. */
  public static final String CLIP_T = "clip-t";

  /** DINO of the subject's photos among themselves: an upper bound. */
  public static final String DINO_REAL_TO_REAL = "dino-real-to-real";

  /** CLIP-I of the subject's photos among themselves: an upper bound. */
  public static final String CLIP_I_REAL_TO_REAL = "clip-i-real-to-real";

  /** DINO of another subject's photos: a lower bound. */
  public static final String DINO_OTHER_SUBJECT = "dino-other-subject";

  /** CLIP-I of another subject's photos: a lower bound. */
  public static final String CLIP_I_OTHER_SUBJECT = "clip-i-other-subject";

  /** Number of pictures with a flag. */
  public static final String FLAGGED = "flagged-images";

  /** The evaluation set of the pictures that are sampled for prompts. */
  static final String SPLIT = "prompts";

  private PictureMetrics() {}
}
