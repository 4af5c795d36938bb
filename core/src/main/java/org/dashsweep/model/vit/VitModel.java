package org.dashsweep.model.vit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dashsweep.model.FrozenEncoder;
import org.dashsweep.model.FrozenLayerNames;
import org.dashsweep.model.WeightLoader;
import org.dashsweep.tensor.Closing;
import org.dashsweep.tensor.Device;
import org.dashsweep.tensor.Precision;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.script.Arguments;
import org.dashsweep.weights.Checkpoint;

/**
 * A ViT as transformers' ViTModel computes it, in float32, images of one size. Confined to one
 * thread; its loader closes it.
 */
public final class VitModel implements AutoCloseable {
  private static final String FORMER_PREFIX = "vit.";

  private final TensorScope scope;
  private final VitConfig config;
  private final FrozenEncoder encoder;
  private final Map<String, Tensor> embeddings = new LinkedHashMap<>();
  private final Map<String, Tensor> head = new LinkedHashMap<>();

  private VitModel(TensorScope scope, Checkpoint checkpoint, VitConfig config) {
    this.scope = scope;
    this.config = config;
    String prefix =
        checkpoint.tensors().containsKey(FORMER_PREFIX + "layernorm.weight") ? FORMER_PREFIX : "";
    WeightLoader loader = new WeightLoader(checkpoint, prefix, scope);
    int width = config.shape().width();
    int patch = config.patchSize();
    embeddings.put("class", load(loader, "embeddings.cls_token", 1, 1, width));
    String projection = "embeddings.patch_embeddings.projection";
    embeddings.put("patch.weight", load(loader, projection + ".weight", width, 3, patch, patch));
    embeddings.put("patch.bias", load(loader, projection + ".bias", width));
    embeddings.put(
        "positions", load(loader, "embeddings.position_embeddings", 1, config.tokens(), width));
    this.encoder =
        new FrozenEncoder(
            scope, loader, names(), config.shape(), "/org/dashsweep/model/vit/vit.py");
    head.put("final_norm.weight", load(loader, "layernorm.weight", width));
    head.put("final_norm.bias", load(loader, "layernorm.bias", width));
    // Neither a pooler nor a classifier has a part in the first token behind the last norm.
    loader.requireNoOthers(
        name ->
            name.startsWith(prefix + "pooler.")
                || name.startsWith("classifier.")
                || name.equals(prefix + "embeddings.mask_token"));
  }

  private static FrozenLayerNames names() {
    return new FrozenLayerNames(
        "encoder.layer.",
        List.of(
            "attention.attention.query",
            "attention.attention.key",
            "attention.attention.value",
            "attention.output.dense"),
        List.of("layernorm_before", "layernorm_after"),
        List.of("intermediate.dense", "output.dense"));
  }

  /**
   * Loads a ViT.
   *
   * @throws org.dashsweep.model.ModelException if configuration and tensors do not fit, or the
   *     checkpoint holds a tensor that is not known
   * @throws org.dashsweep.weights.CheckpointException if a tensor is missing
   */
  public static VitModel load(Checkpoint checkpoint, VitConfig config, Device device) {
    TensorScope scope = TensorScope.open(device);
    return Closing.onFailure(scope, () -> new VitModel(scope, checkpoint, config));
  }

  private static Tensor load(WeightLoader loader, String name, long... shape) {
    return loader.load(name, Precision.FLOAT32, shape);
  }

  /** Its shape. */
  public VitConfig config() {
    return config;
  }

  /**
   * Embeds images.
   *
   * @param result owns what is returned
   * @param pixels (B, 3, S, S), normalised; S is {@link VitConfig#imageSize}
   * @return the first token behind the last norm, (B, D)
   */
  public Tensor embed(TensorScope result, Tensor pixels) {
    FrozenEncoder.requireSize(pixels, config.imageSize());
    try (TensorScope work = scope.child()) {
      Tensor x =
          encoder.call(work, "embed", new Arguments().tensor(pixels).dictionary("p", embeddings));
      x = encoder.run(work, x);
      return result.adopt(
          encoder.call(work, "pool", new Arguments().tensor(x).dictionary("p", head)));
    }
  }

  @Override
  public void close() {
    scope.close();
  }
}
