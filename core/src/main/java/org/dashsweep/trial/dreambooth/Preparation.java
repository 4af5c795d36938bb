package org.dashsweep.trial.dreambooth;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.dashsweep.data.dreambooth.Photo;
import org.dashsweep.data.dreambooth.Subject;
import org.dashsweep.data.dreambooth.TrainingImage;
import org.dashsweep.image.RgbImage;
import org.dashsweep.space.Parameter;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.tensor.Device;
import org.dashsweep.tensor.Torch;
import org.dashsweep.trial.TrialParameters;
import org.jspecify.annotations.Nullable;

/**
 * Computes what trials of a subject read beside the U-Net, or takes it from the cache. Photos and
 * prompts are computed one at a time, and their keys say on what kind of device and with how many
 * threads: what comes from the cache is equal to the bit. A model is loaded only if something is
 * missing, and freed before the next.
 */
final class Preparation {
  private static final String MEAN = "mean";
  private static final String LOG_VARIANCE = "log-variance";
  static final String HIDDEN = "hidden";
  static final String POOLED = "pooled";

  private final DreamboothSettings settings;
  private final DreamboothInputs inputs;
  private final SubjectModels models;
  private final ComputedTensors computed;
  private final String computing;

  /** The part of a trial that decides what is prepared for it. */
  record Key(TrialConfig config, SubjectModels.Named models, String computing) {}

  /** An input with the name of what is computed of it. */
  private record Keyed<I>(String key, I input) {}

  Preparation(
      DreamboothSettings settings,
      DreamboothInputs inputs,
      SubjectModels models,
      ComputedTensors computed,
      int threads) {
    this.settings = settings;
    this.inputs = inputs;
    this.models = models;
    this.computed = computed;
    this.computing =
        models.named().device() instanceof Device.Cuda ? "cuda" : "cpu, threads " + threads;
  }

  Key key() {
    Set<Parameter<?>> parameters = new HashSet<>(DreamboothParameters.ROWS);
    parameters.add(DreamboothParameters.RESOLUTION);
    parameters.add(DreamboothParameters.CROP);
    parameters.add(TrialParameters.SEED);
    return new Key(settings.common().config().only(parameters), models.named(), computing);
  }

  PreparedSubject prepare() {
    boolean trains = settings.common().trains();
    Subject subject = inputs.subject();
    List<LatentPhoto> photos = trains ? latents(subject) : List.of();
    Optional<Subject> ofClass = trains ? inputs.ofClass() : Optional.empty();
    List<LatentPhoto> classPhotos = ofClass.map(this::latents).orElse(List.of());
    List<String> prompts = inputs.prompts();
    List<String> texts = new ArrayList<>(prompts);
    inputs.instancePrompt().ifPresent(texts::add);
    ofClass.ifPresent(any -> texts.add(inputs.classPrompt()));
    if (!models.zerosForEmptyPrompt()) {
      texts.add("");
    }
    Map<String, PromptState> states = states(texts);
    PromptState any = known(states, prompts.get(0));
    return new PreparedSubject(
        models.latentShape(settings.resolution()),
        models.scalingFactor(),
        photos,
        inputs.instancePrompt().map(prompt -> known(states, prompt)).orElse(any),
        classPhotos,
        ofClass.isPresent() ? known(states, inputs.classPrompt()) : null,
        prompts.stream()
            .map(text -> new PreparedSubject.Prompt(text, known(states, text)))
            .toList(),
        models.zerosForEmptyPrompt() ? any.zeros() : known(states, ""),
        real(subject, prompts));
  }

  private static PromptState known(Map<String, PromptState> states, String prompt) {
    @Nullable PromptState state = states.get(prompt);
    if (state == null) {
      throw new IllegalStateException("No state of the prompt " + prompt);
    }
    return state;
  }

  private List<LatentPhoto> latents(Subject subject) {
    List<Keyed<TrainingImage>> images = new ArrayList<>();
    List<float[]> timeIds = new ArrayList<>();
    for (Photo photo : subject.photos()) {
      TrainingImage image =
          TrainingImage.of(photo, settings.resolution(), settings.crop(), settings.common().seed());
      timeIds.add(image.timeIds().values());
      images.add(
          new Keyed<>(
              ComputedTensors.key(
                  "latents",
                  models.vaeFingerprint(),
                  photo.sha256(),
                  image.timeIds().toString(),
                  computing),
              image));
    }
    List<Map<String, float[]>> encoded = compute(images, models::openEncoder);
    List<LatentPhoto> photos = new ArrayList<>();
    for (int i = 0; i < encoded.size(); i++) {
      photos.add(
          LatentPhoto.of(
              part(encoded.get(i), MEAN), part(encoded.get(i), LOG_VARIANCE), timeIds.get(i)));
    }
    return photos;
  }

  /** The names of what {@link SubjectModels#openEncoder} computes. */
  static Map<String, float[]> posterior(float[] mean, float[] logVariance) {
    return Map.of(MEAN, mean, LOG_VARIANCE, logVariance);
  }

  private Map<String, PromptState> states(List<String> texts) {
    List<String> distinct = texts.stream().distinct().toList();
    List<Map<String, float[]>> encoded =
        compute(
            keyed(
                distinct,
                text -> ComputedTensors.key("prompt", models.textFingerprint(), text, computing)),
            models::openText);
    Map<String, PromptState> states = new LinkedHashMap<>();
    for (int i = 0; i < distinct.size(); i++) {
      states.put(
          distinct.get(i),
          new PromptState(part(encoded.get(i), HIDDEN), part(encoded.get(i), POOLED)));
    }
    return states;
  }

  private PreparedSubject.Real real(Subject subject, List<String> prompts) {
    Optional<Subject> other = inputs.other();
    List<Photo> photos = new ArrayList<>(subject.photos());
    other.ifPresent(also -> photos.addAll(also.photos()));
    List<Map<String, float[]>> dino =
        compute(
            keyed(photos, photo -> key("dino", models.dinoFingerprint(), photo)),
            () -> ofPhotos(models.openDino()));
    List<Map<String, float[]>> clip =
        compute(
            keyed(photos, photo -> key("clip-image", models.clipFingerprint(), photo)),
            () -> ofPhotos(models.openClipImages()));
    List<Map<String, float[]>> texts =
        compute(
            keyed(
                prompts,
                text ->
                    ComputedTensors.key("clip-text", models.clipFingerprint(), text, computing)),
            models::openClipTexts);
    int own = subject.photos().size();
    return new PreparedSubject.Real(
        Coders.embeddings(dino.subList(0, own)),
        Coders.embeddings(clip.subList(0, own)),
        Coders.vectors(texts),
        other.map(any -> Coders.embeddings(dino.subList(own, dino.size()))),
        other.map(any -> Coders.embeddings(clip.subList(own, clip.size()))));
  }

  private String key(String kind, String model, Photo photo) {
    return ComputedTensors.key(kind, model, photo.sha256(), computing);
  }

  private static Coder<Photo> ofPhotos(Coder<RgbImage> coder) {
    return new Coder<>() {
      @Override
      public Map<String, float[]> compute(Photo photo) {
        return coder.compute(photo.read());
      }

      @Override
      public void close() {
        coder.close();
      }
    };
  }

  private static <I> List<Keyed<I>> keyed(List<I> inputs, Function<I, String> key) {
    return inputs.stream().map(input -> new Keyed<>(key.apply(input), input)).toList();
  }

  /** Takes what is known, and computes the rest by a model that is freed behind it. */
  private <I> List<Map<String, float[]>> compute(List<Keyed<I>> inputs, Supplier<Coder<I>> open) {
    Map<String, Map<String, float[]>> known = new HashMap<>();
    for (Keyed<I> input : inputs) {
      computed.find(input.key()).ifPresent(tensors -> known.put(input.key(), tensors));
    }
    List<Keyed<I>> missing =
        inputs.stream().filter(input -> !known.containsKey(input.key())).toList();
    if (!missing.isEmpty()) {
      try (Coder<I> coder = open.get()) {
        for (Keyed<I> input : missing) {
          Map<String, float[]> tensors = coder.compute(input.input());
          computed.keep(input.key(), tensors);
          known.put(input.key(), tensors);
        }
      }
      Torch.releaseFreedMemory();
    }
    return inputs.stream().map(input -> Objects.requireNonNull(known.get(input.key()))).toList();
  }

  private static float[] part(Map<String, float[]> tensors, String name) {
    float @Nullable [] values = tensors.get(name);
    if (values == null) {
      throw new IllegalStateException("The cache has no " + name);
    }
    return values;
  }
}
