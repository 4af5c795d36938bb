package org.dashsweep.model.clip;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.dashsweep.model.FrozenEncoder;
import org.dashsweep.model.WeightLoader;
import org.dashsweep.tensor.Closing;
import org.dashsweep.tensor.Device;
import org.dashsweep.tensor.Precision;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.script.Arguments;
import org.dashsweep.weights.Checkpoint;

/**
 * CLIP's image encoder with its projection, as transformers' CLIPVisionModelWithProjection computes
 * it, in float32. Confined to one thread; its loader closes it.
 */
public final class ClipVisionModel implements AutoCloseable {
  private static final String PREFIX = "vision_model.";

  private final TensorScope scope;
  private final ClipVisionConfig config;
  private final FrozenEncoder encoder;
  private final Map<String, Tensor> embeddings = new LinkedHashMap<>();
  private final Map<String, Tensor> head = new LinkedHashMap<>();

  private ClipVisionModel(
      TensorScope scope,
      Checkpoint checkpoint,
      ClipVisionConfig config,
      Predicate<String> otherTower) {
    this.scope = scope;
    this.config = config;
    WeightLoader loader = new WeightLoader(checkpoint, "", scope);
    int width = config.shape().width();
    int patch = config.patchSize();
    String names = PREFIX + "embeddings.";
    embeddings.put("class", load(loader, names + "class_embedding", width));
    embeddings.put(
        "patch.weight", load(loader, names + "patch_embedding.weight", width, 3, patch, patch));
    embeddings.put(
        "positions", load(loader, names + "position_embedding.weight", config.tokens(), width));
    // So it is called there.
    norm(embeddings, loader, "pre_norm", PREFIX + "pre_layrnorm", width);
    this.encoder =
        new FrozenEncoder(
            scope,
            loader,
            ClipNames.layers(PREFIX),
            config.shape(),
            "/org/dashsweep/model/clip/clip.py");
    norm(head, loader, "post_norm", PREFIX + "post_layernorm", width);
    head.put(
        "projection.weight", load(loader, "visual_projection.weight", config.projection(), width));
    loader.requireNoOthers(otherTower.or(ClipNames::isBuffer));
  }

  /**
   * Loads an image encoder.
   *
   * @throws org.dashsweep.model.ModelException if configuration and tensors do not fit, or the
   *     checkpoint holds a tensor that is not known
   * @throws org.dashsweep.weights.CheckpointException if a tensor is missing
   */
  public static ClipVisionModel load(
      Checkpoint checkpoint, ClipVisionConfig config, Device device) {
    return load(checkpoint, config, device, name -> false);
  }

  /** Loads the image encoder of a checkpoint that has both encoders. */
  static ClipVisionModel load(
      Checkpoint checkpoint, ClipVisionConfig config, Device device, Predicate<String> otherTower) {
    TensorScope scope = TensorScope.open(device);
    return Closing.onFailure(
        scope, () -> new ClipVisionModel(scope, checkpoint, config, otherTower));
  }

  private static void norm(
      Map<String, Tensor> into, WeightLoader loader, String name, String stored, int width) {
    into.put(name + ".weight", load(loader, stored + ".weight", width));
    into.put(name + ".bias", load(loader, stored + ".bias", width));
  }

  private static Tensor load(WeightLoader loader, String name, long... shape) {
    return loader.load(name, Precision.FLOAT32, shape);
  }

  /** Its shape. */
  public ClipVisionConfig config() {
    return config;
  }

  /**
   * Embeds images.
   *
   * @param result owns what is returned
   * @param pixels (B, 3, S, S), normalised; S is {@link ClipVisionConfig#imageSize}
   * @return (B, E), not normalised
   */
  public Tensor embed(TensorScope result, Tensor pixels) {
    FrozenEncoder.requireSize(pixels, config.imageSize());
    try (TensorScope work = scope.child()) {
      Tensor x =
          encoder.call(
              work, "embed_image", new Arguments().tensor(pixels).dictionary("p", embeddings));
      x = encoder.run(work, x);
      return result.adopt(
          encoder.call(work, "pool_image", new Arguments().tensor(x).dictionary("p", head)));
    }
  }

  @Override
  public void close() {
    scope.close();
  }
}
