package org.dashsweep.trial.dreambooth;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.dashsweep.evaluation.subject.Embeddings;
import org.dashsweep.evaluation.subject.SubjectSimilarity;
import org.dashsweep.image.RgbImage;
import org.dashsweep.trial.PictureStore;
import org.dashsweep.trial.TrialResult;
import org.jspecify.annotations.Nullable;

/** Compares a trial's pictures with photos and prompts. */
final class PictureScoring {
  private final String name;
  private final PreparedSubject subject;
  private final Supplier<Coder<RgbImage>> dino;
  private final Supplier<Coder<RgbImage>> clip;

  /**
   * A comparison with one subject.
   *
   * @param name of the subject
   * @param dino opens DINO
   * @param clip opens CLIP's tower of images
   */
  PictureScoring(
      String name,
      PreparedSubject subject,
      Supplier<Coder<RgbImage>> dino,
      Supplier<Coder<RgbImage>> clip) {
    this.name = name;
    this.subject = subject;
    this.dino = dino;
    this.clip = clip;
  }

  /** Scores pictures, those that are not finite aside. */
  PictureScores score(List<SampledPicture> pictures, PictureStore store) {
    List<SampledPicture> finite = pictures.stream().filter(SampledPicture::isFinite).toList();
    double[] byDino = new double[0];
    double[] byClip = new double[0];
    double[] byPrompt = new double[0];
    if (!finite.isEmpty()) {
      byDino = SubjectSimilarity.toPhotos(embeddings(finite, dino), subject.real().dino());
      Embeddings clips = embeddings(finite, clip);
      byClip = SubjectSimilarity.toPhotos(clips, subject.real().clip());
      byPrompt = SubjectSimilarity.toPrompts(clips, prompts(finite));
    }
    List<TrialResult.Image> rows = new ArrayList<>();
    int index = 0;
    for (SampledPicture picture : pictures) {
      boolean compared = picture.isFinite();
      rows.add(
          row(
              picture,
              store,
              compared ? byDino[index] : null,
              compared ? byClip[index] : null,
              compared ? byPrompt[index] : null));
      index += compared ? 1 : 0;
    }
    return new PictureScores(name, rows, PictureScores.bounds(subject.real()));
  }

  private static Embeddings embeddings(
      List<SampledPicture> pictures, Supplier<Coder<RgbImage>> open) {
    try (Coder<RgbImage> coder = open.get()) {
      return Coders.embeddings(
          pictures.stream().map(SampledPicture::picture).map(coder::compute).toList());
    }
  }

  /** The embedding of each picture's own prompt. */
  private Embeddings prompts(List<SampledPicture> pictures) {
    List<float[]> all = subject.real().prompts();
    return Embeddings.of(
        pictures.stream()
            .map(picture -> all.get(picture.entry().prompt()))
            .toArray(float[][]::new));
  }

  private TrialResult.Image row(
      SampledPicture picture,
      PictureStore store,
      @Nullable Double dinoScore,
      @Nullable Double clipI,
      @Nullable Double clipT) {
    PictureList.Entry entry = picture.entry();
    return new TrialResult.Image(
        name,
        subject.prompts().get(entry.prompt()).text(),
        entry.prompt(),
        entry.image(),
        entry.noiseSeed(),
        store.path(entry.file()),
        dinoScore,
        clipI,
        clipT,
        picture.flags());
  }
}
