package org.dashsweep.evaluation.subject;

import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * Similarities of pictures, photos and prompts, as means of cosines. With DINO's embeddings the
 * first one is the metric DINO, with CLIP's it is CLIP-I.
 */
public final class SubjectSimilarity {
  private SubjectSimilarity() {}

  /**
   * Returns each picture's similarity to the subject: its mean over the photos.
   *
   * @return one value a picture; their mean is that over all pairs
   */
  public static double[] toPhotos(Embeddings pictures, Embeddings photos) {
    return IntStream.range(0, pictures.count())
        .mapToDouble(picture -> toAll(pictures, picture, photos))
        .toArray();
  }

  /**
   * Returns each picture's similarity to its prompt, CLIP-T.
   *
   * @param prompts as many as pictures: row i is the prompt of picture i
   */
  public static double[] toPrompts(Embeddings pictures, Embeddings prompts) {
    if (pictures.count() != prompts.count()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "There are %d pictures and %d prompts",
              pictures.count(),
              prompts.count()));
    }
    return IntStream.range(0, pictures.count())
        .mapToDouble(picture -> pictures.cosine(picture, prompts, picture))
        .toArray();
  }

  /**
   * Returns the upper bound: the mean over pairs of different photos of one subject.
   *
   * @return nothing if there is one photo only
   */
  public static OptionalDouble amongPhotos(Embeddings photos) {
    return IntStream.range(0, photos.count())
        .boxed()
        .flatMapToDouble(
            photo ->
                IntStream.range(0, photos.count())
                    .filter(other -> other != photo)
                    .mapToDouble(other -> photos.cosine(photo, photos, other)))
        .average();
  }

  /** Returns the lower bound: the mean over pairs of photos of two subjects. */
  public static double betweenSubjects(Embeddings photos, Embeddings others) {
    return IntStream.range(0, photos.count())
        .mapToDouble(photo -> toAll(photos, photo, others))
        .average()
        .orElseThrow();
  }

  private static double toAll(Embeddings embeddings, int row, Embeddings others) {
    return IntStream.range(0, others.count())
        .mapToDouble(other -> embeddings.cosine(row, others, other))
        .average()
        .orElseThrow();
  }
}
