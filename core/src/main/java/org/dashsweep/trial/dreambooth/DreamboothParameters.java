package org.dashsweep.trial.dreambooth;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.dashsweep.adapter.MethodType;
import org.dashsweep.adapter.Methods;
import org.dashsweep.data.dreambooth.TrainingCrop;
import org.dashsweep.space.MethodSpace;
import org.dashsweep.space.Parameter;
import org.dashsweep.space.Rule;
import org.dashsweep.space.SearchSpace;
import org.dashsweep.tensor.Precision;
import org.dashsweep.trial.TrialParameters;

/**
 * The parameters of subject-driven generation in sweep files. Memory-only parameters do not affect
 * trial ids; they change results by rounding error at most. Read by {@link DreamboothSettings}.
 */
public final class DreamboothParameters {
  public static final Parameter<String> SUBJECT =
      Parameter.text("subject", "whose photos are learned: the name of a folder below photos")
          .required();

  static final Parameter<String> PHOTOS =
      Parameter.text(
              "photos",
              "folder of the subjects' folders, or one subject's own: beside the sweep file, or"
                  + " below --data")
          .required();

  static final Parameter<String> PROMPTS =
      Parameter.text(
              "prompts",
              "what pictures are sampled for: paper (the authors' 25), dreambooth (the data set's"
                  + " own) or a file with one prompt a line")
          .defaultsTo(DreamboothInputs.PAPER);

  static final Parameter<String> TOKEN =
      Parameter.text("token", "rare word before the subject's class word, such as sks").optional();

  static final Parameter<String> INSTANCE_PROMPT =
      Parameter.text(
              "instance-prompt",
              "text that photos are trained with; {subject} is the token, if there is one, and the"
                  + " class word")
          .defaultsTo("a photo of {subject}");

  static final Parameter<Integer> RESOLUTION =
      Parameter.integer("resolution", "side of the square pictures that are trained and sampled")
          .in("pixels")
          .atLeast(8)
          .defaultsTo(1024);

  static final Parameter<TrainingCrop> CROP =
      Parameter.choice(
              "crop",
              TrainingCrop.class,
              "square of a photo that is trained on: fixed once per photo, by the seed if random")
          .defaultsTo(TrainingCrop.RANDOM);

  static final Parameter<String> CLASS_PHOTOS =
      Parameter.text(
              "class-photos",
              "folder of pictures of the class, for prior preservation; none if absent")
          .optional();

  static final Parameter<String> CLASS_PROMPT =
      Parameter.text(
              "class-prompt",
              "text that class-photos are trained with; a photo of the class word if absent")
          .optional();

  static final Parameter<Double> PRIOR_WEIGHT =
      Parameter.decimal("prior-weight", "factor of the loss of class-photos; 1 if absent")
          .moreThan(0)
          .optional();

  static final Parameter<Double> MIN_SNR_GAMMA =
      Parameter.decimal(
              "min-snr-gamma",
              "gamma of the loss weights min(SNR, gamma) / SNR; all weights are 1 if absent")
          .moreThan(0)
          .optional();

  static final Parameter<Boolean> ACTIVATION_CHECKPOINTING =
      Parameter.flag(
              "activation-checkpointing",
              "whether blocks run again in the backward pass instead of keeping activations")
          .defaultsTo(false)
          .withCountedAs(false);

  static final Parameter<Precision> BASE_PRECISION =
      Parameter.choice(
              TrialParameters.BASE_PRECISION.name(),
              List.of(Precision.FLOAT32, Precision.BFLOAT16, Precision.FLOAT16),
              Parameter::spelling,
              "of the frozen U-Net")
          .defaultsTo(Precision.FLOAT32);

  static final Parameter<String> VAE =
      Parameter.text("vae", "directory of a VAE in the place of the model's own").optional();

  static final Parameter<String> DINO =
      Parameter.text("dino", "model of the metric DINO: tiny-dino (bundled), or a ViT's directory")
          .required();

  static final Parameter<String> CLIP =
      Parameter.text(
              "clip", "model of CLIP-I and CLIP-T: tiny-clip (bundled), or a CLIP's directory")
          .required();

  static final Parameter<Integer> IMAGES_PER_PROMPT =
      Parameter.integer("images-per-prompt", "pictures that are sampled for each prompt")
          .in("pictures")
          .between(1, NoiseSeeds.MOST_IMAGES)
          .defaultsTo(4);

  static final Parameter<Integer> SAMPLING_STEPS =
      Parameter.integer("sampling-steps", "steps of Euler's method")
          .in("steps")
          .between(1, 1000)
          .defaultsTo(50);

  static final Parameter<Double> GUIDANCE =
      Parameter.decimal("guidance-scale", "of classifier-free guidance; 1: none")
          .atLeast(1)
          .defaultsTo(5.0);

  static final Parameter<Integer> SAMPLING_SEED =
      Parameter.integer("sampling-seed", "of the noise that pictures start from")
          .between(0, NoiseSeeds.MOST_SEED)
          .defaultsTo(0);

  /** The parameters that decide which photos and prompts a trial reads. */
  static final Set<Parameter<?>> ROWS =
      Set.of(SUBJECT, PHOTOS, PROMPTS, TOKEN, INSTANCE_PROMPT, CLASS_PHOTOS, CLASS_PROMPT);

  private static final int BATCH_SIZE = 4;
  private static final int SAMPLED_TOGETHER = 4;

  /** The attention's projections, as in the authors' script. */
  private static final List<String> ADAPTED = List.of("to_k", "to_out.0", "to_q", "to_v");

  private DreamboothParameters() {}

  static SearchSpace searchSpace() {
    return new SearchSpace(
        DreamboothExperiment.NAME,
        Stream.of(
                inputs(),
                TrialParameters.training(BATCH_SIZE).stream()
                    .filter(parameter -> !parameter.equals(TrialParameters.BASE_PRECISION))
                    .toList(),
                model(),
                evaluation())
            .<Parameter<?>>flatMap(List::stream)
            .toList(),
        methods(),
        TrialParameters.choices(),
        Stream.concat(
                TrialParameters.rules().stream(),
                Stream.of(ofClassPhotos(PRIOR_WEIGHT), ofClassPhotos(CLASS_PROMPT)))
            .toList());
  }

  /** Without a head nothing but adapters trains. Methods that share a parameter have one of it. */
  private static List<MethodSpace> methods() {
    Parameter<List<String>> targets = Methods.TARGETS.withDefault(ADAPTED);
    Stream<MethodType> types = Methods.ALL.stream().filter(type -> !type.trainsHeadAlone());
    return TrialParameters.methods(types, training()).stream()
        .map(method -> with(method, targets))
        .toList();
  }

  private static MethodSpace with(MethodSpace method, Parameter<?> replacing) {
    return new MethodSpace(
        method.name(),
        method.description(),
        method.parameters().stream()
            .<Parameter<?>>map(
                parameter -> parameter.name().equals(replacing.name()) ? replacing : parameter)
            .toList(),
        method.lacking());
  }

  private static Rule ofClassPhotos(Parameter<?> parameter) {
    return new Rule(
        List.of(parameter),
        parameter.name() + " has no effect without class-photos",
        config -> config.has(CLASS_PHOTOS));
  }

  private static List<Parameter<?>> inputs() {
    return List.of(
        SearchSpace.MODEL.describedAs(
            "base model: tiny-sdxl (bundled), or SDXL's diffusers directory or single file"),
        VAE,
        SUBJECT,
        PHOTOS,
        PROMPTS,
        TOKEN,
        INSTANCE_PROMPT,
        RESOLUTION,
        CROP,
        CLASS_PHOTOS,
        CLASS_PROMPT);
  }

  private static List<Parameter<?>> model() {
    return List.of(BASE_PRECISION, PRIOR_WEIGHT, MIN_SNR_GAMMA, ACTIVATION_CHECKPOINTING);
  }

  /** The parameters that only training has a use for. */
  private static List<Parameter<?>> training() {
    return List.of(
        INSTANCE_PROMPT,
        CROP,
        CLASS_PHOTOS,
        CLASS_PROMPT,
        PRIOR_WEIGHT,
        MIN_SNR_GAMMA,
        ACTIVATION_CHECKPOINTING);
  }

  private static List<Parameter<?>> evaluation() {
    return List.of(
        TrialParameters.EVALUATE_EVERY.describedAs(
            "updates between evaluations, whose pictures are not kept; 0: only after the last"),
        IMAGES_PER_PROMPT,
        SAMPLING_STEPS,
        GUIDANCE,
        SAMPLING_SEED,
        TrialParameters.EVALUATION_BATCH_SIZE
            .withDefault(SAMPLED_TOGETHER)
            .describedAs("most pictures that are sampled at once")
            .withCountedAs(SAMPLED_TOGETHER),
        DINO,
        CLIP);
  }
}
