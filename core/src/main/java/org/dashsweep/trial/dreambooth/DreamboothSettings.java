package org.dashsweep.trial.dreambooth;

import static org.dashsweep.trial.dreambooth.DreamboothParameters.ACTIVATION_CHECKPOINTING;
import static org.dashsweep.trial.dreambooth.DreamboothParameters.BASE_PRECISION;
import static org.dashsweep.trial.dreambooth.DreamboothParameters.CLASS_PHOTOS;
import static org.dashsweep.trial.dreambooth.DreamboothParameters.CLASS_PROMPT;
import static org.dashsweep.trial.dreambooth.DreamboothParameters.CLIP;
import static org.dashsweep.trial.dreambooth.DreamboothParameters.CROP;
import static org.dashsweep.trial.dreambooth.DreamboothParameters.DINO;
import static org.dashsweep.trial.dreambooth.DreamboothParameters.GUIDANCE;
import static org.dashsweep.trial.dreambooth.DreamboothParameters.IMAGES_PER_PROMPT;
import static org.dashsweep.trial.dreambooth.DreamboothParameters.INSTANCE_PROMPT;
import static org.dashsweep.trial.dreambooth.DreamboothParameters.MIN_SNR_GAMMA;
import static org.dashsweep.trial.dreambooth.DreamboothParameters.PHOTOS;
import static org.dashsweep.trial.dreambooth.DreamboothParameters.PRIOR_WEIGHT;
import static org.dashsweep.trial.dreambooth.DreamboothParameters.PROMPTS;
import static org.dashsweep.trial.dreambooth.DreamboothParameters.RESOLUTION;
import static org.dashsweep.trial.dreambooth.DreamboothParameters.SAMPLING_SEED;
import static org.dashsweep.trial.dreambooth.DreamboothParameters.SAMPLING_STEPS;
import static org.dashsweep.trial.dreambooth.DreamboothParameters.SUBJECT;
import static org.dashsweep.trial.dreambooth.DreamboothParameters.TOKEN;
import static org.dashsweep.trial.dreambooth.DreamboothParameters.VAE;

import java.util.Optional;
import org.dashsweep.adapter.Method;
import org.dashsweep.adapter.TrainedBase;
import org.dashsweep.data.dreambooth.TrainingCrop;
import org.dashsweep.model.Activations;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.tensor.Precision;
import org.dashsweep.trial.TrialParameters;
import org.dashsweep.trial.TrialSettings;

/** A trial's configuration as the types that run it. */
record DreamboothSettings(TrialSettings common) {
  DreamboothSettings(TrialConfig config) {
    this(new TrialSettings(config));
  }

  String subject() {
    return config().get(SUBJECT);
  }

  /** The folder of photos as the sweep names it. */
  String photos() {
    return config().get(PHOTOS);
  }

  /** The prompts that pictures are sampled for: a word or a file. */
  String prompts() {
    return config().get(PROMPTS);
  }

  /** The rare word before the class word; empty if there is none. */
  String token() {
    return config().find(TOKEN).orElse("");
  }

  /**
   * The text that photos are trained with, with a place for the subject; empty without training.
   */
  Optional<String> instancePrompt() {
    return config().find(INSTANCE_PROMPT);
  }

  int resolution() {
    return config().get(RESOLUTION);
  }

  /** The cut of photos to train on. */
  TrainingCrop crop() {
    return config().get(CROP);
  }

  Optional<String> classPhotos() {
    return config().find(CLASS_PHOTOS);
  }

  Optional<String> classPrompt() {
    return config().find(CLASS_PROMPT);
  }

  double priorWeight() {
    return config().find(PRIOR_WEIGHT).orElse(1.0);
  }

  /** γ of the loss weights; empty where all are 1. */
  Optional<Double> minSnrGamma() {
    return config().find(MIN_SNR_GAMMA);
  }

  Activations activations() {
    return config().find(ACTIVATION_CHECKPOINTING).orElse(false)
        ? Activations.RECOMPUTED
        : Activations.KEPT;
  }

  Precision basePrecision() {
    return config().get(BASE_PRECISION);
  }

  /** The VAE in the place of the model's own. */
  Optional<String> vae() {
    return config().find(VAE);
  }

  String dino() {
    return config().get(DINO);
  }

  String clip() {
    return config().get(CLIP);
  }

  int imagesPerPrompt() {
    return config().get(IMAGES_PER_PROMPT);
  }

  int samplingSteps() {
    return config().get(SAMPLING_STEPS);
  }

  double guidance() {
    return config().get(GUIDANCE);
  }

  int samplingSeed() {
    return config().get(SAMPLING_SEED);
  }

  /** The most pictures that are sampled at once. */
  int sampledTogether() {
    return config().get(TrialParameters.EVALUATION_BATCH_SIZE);
  }

  /**
   * Refuses a method that needs more of a model than linear layers.
   *
   * @throws IllegalArgumentException naming it
   */
  static void requireFits(Method method) {
    if (method.trainedBase() != TrainedBase.NONE || method.prefixTokens() > 0) {
      throw new IllegalArgumentException(
          method.name()
              + " is not for a U-Net, of which linear layers alone are adapted; use lora");
    }
  }

  /**
   * Forward passes of the whole training, counted as the authors' code calls a layer: once for each
   * micro-batch, and once for each step of each picture that is sampled on the way.
   *
   * @param pictures of one evaluation
   */
  long forwardPasses(int updates, int pictures) {
    return common.forwardPasses(updates, common.evaluateEvery(), forwardsPerEvaluation(pictures));
  }

  /** The same of one evaluation. */
  long forwardsPerEvaluation(int pictures) {
    return (long) pictures * samplingSteps();
  }

  private TrialConfig config() {
    return common.config();
  }
}
