package org.dashsweep.trial.dreambooth;

import java.util.List;
import java.util.Optional;
import org.dashsweep.evaluation.subject.Embeddings;
import org.jspecify.annotations.Nullable;

/**
 * Everything that trials of one subject read, computed once: what models other than the U-Net make
 * of photos and prompts. In the host's memory; owns nothing native.
 *
 * @param shape of latents
 * @param scaling factor of latents
 * @param photos to train on, in their order
 * @param instance prompt of the photos
 * @param classPhotos for prior preservation; empty without
 * @param classPrompt theirs; null without
 * @param prompts that pictures are sampled for
 * @param unconditional what guidance leads away from
 * @param real embeddings of photos and prompts
 */
record PreparedSubject(
    LatentShape shape,
    double scaling,
    List<LatentPhoto> photos,
    PromptState instance,
    List<LatentPhoto> classPhotos,
    @Nullable PromptState classPrompt,
    List<Prompt> prompts,
    PromptState unconditional,
    Real real) {
  PreparedSubject {
    photos = List.copyOf(photos);
    classPhotos = List.copyOf(classPhotos);
    prompts = List.copyOf(prompts);
  }

  /** A prompt that pictures are sampled for. */
  record Prompt(String text, PromptState state) {}

  /**
   * Embeddings that pictures are compared with.
   *
   * @param dino of the subject's photos
   * @param clip of the subject's photos
   * @param prompts CLIP's embeddings of all prompts, in their order; nobody writes to them
   * @param otherDino of another subject's photos; empty if there is no other
   * @param otherClip the same
   */
  record Real(
      Embeddings dino,
      Embeddings clip,
      List<float[]> prompts,
      Optional<Embeddings> otherDino,
      Optional<Embeddings> otherClip) {}
}
