package org.dashsweep.model.sdxl;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.dashsweep.model.RequiredTensors;
import org.dashsweep.model.WeightLoader;
import org.dashsweep.tensor.Closing;
import org.dashsweep.tensor.Device;
import org.dashsweep.tensor.Precision;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.script.Arguments;
import org.dashsweep.tensor.script.ScriptModule;
import org.dashsweep.weights.Checkpoint;

/**
 * The autoencoder between images and latents. In float32 whatever its files hold: that of SDXL 1.0
 * overflows in float16. Confined to one thread; its loader closes it.
 */
public final class Vae implements AutoCloseable {
  private static final double EPSILON = 1e-6;

  /** Names that diffusers' older files have for the attention's layers. */
  private static final Map<String, String> FORMER =
      Map.of(
          ".to_q.", ".query.",
          ".to_k.", ".key.",
          ".to_v.", ".value.",
          ".to_out.0.", ".proj_attn.");

  private final TensorScope scope;
  private final VaeConfig config;
  private final ScriptModule script;
  private final List<Loaded> encoder;
  private final List<Loaded> decoder;

  private record Loaded(VaePart part, Map<String, Tensor> weights) {}

  /**
   * The distribution of an image's latent.
   *
   * @param mean (B, channels, h, w)
   * @param logVariance (B, channels, h, w)
   */
  public record Posterior(Tensor mean, Tensor logVariance) {}

  private Vae(TensorScope scope, Checkpoint checkpoint, VaeConfig config) {
    this.scope = scope;
    this.config = config;
    WeightLoader loader = new WeightLoader(checkpoint, "", scope);
    this.encoder = load(loader, VaePlan.encoder(config));
    this.decoder = load(loader, VaePlan.decoder(config));
    this.script =
        ScriptModule.compile(
            scope,
            "Vae",
            List.of("/org/dashsweep/model/sdxl/convolution.py", "/org/dashsweep/model/sdxl/vae.py"),
            Map.of("groups", config.groups(), "norm_epsilon", EPSILON));
  }

  private static List<Loaded> load(WeightLoader loader, List<VaePart> parts) {
    List<Loaded> all = new ArrayList<>();
    for (VaePart part : parts) {
      Map<String, Tensor> weights = new LinkedHashMap<>();
      part.weights().accept(new LoadedWeights(loader, part.prefix(), Precision.FLOAT32, weights));
      all.add(new Loaded(part, weights));
    }
    return all;
  }

  /**
   * Loads an autoencoder.
   *
   * @param checkpoint names as diffusers' AutoencoderKL has them, or had them
   * @throws org.dashsweep.model.ModelException if configuration and tensors do not fit, or the
   *     checkpoint holds a tensor that is not known
   * @throws org.dashsweep.weights.CheckpointException if a tensor is missing
   */
  public static Vae load(Checkpoint checkpoint, VaeConfig config, Device device) {
    Checkpoint renewed = renewed(checkpoint);
    require(renewed, config);
    TensorScope scope = TensorScope.open(device);
    return Closing.onFailure(scope, () -> new Vae(scope, renewed, config));
  }

  /**
   * Requires every tensor that the configuration asks for, and no others. Reads no weights.
   *
   * @throws org.dashsweep.model.ModelException naming file and tensor if they do not fit
   * @throws org.dashsweep.weights.CheckpointException if a tensor is missing
   */
  public static void require(Checkpoint checkpoint, VaeConfig config) {
    RequiredTensors required = new RequiredTensors(renewed(checkpoint));
    Stream.concat(VaePlan.encoder(config).stream(), VaePlan.decoder(config).stream())
        .forEach(part -> part.weights().accept(new RequiredWeights(required, part.prefix())));
    required.requireNoOthers(name -> false);
  }

  private static Checkpoint renewed(Checkpoint checkpoint) {
    return checkpoint.renamed(
        name -> {
          for (Map.Entry<String, String> former : FORMER.entrySet()) {
            if (name.contains(".attentions.0" + former.getValue())) {
              return name.replace(former.getValue(), former.getKey());
            }
          }
          return name;
        });
  }

  /** Its shape. */
  public VaeConfig config() {
    return config;
  }

  /**
   * Encodes images.
   *
   * @param result owns what is returned
   * @param images (B, 3, height, width) of −1 to 1; both multiples of {@link VaeConfig#reduction}
   */
  public Posterior encode(TensorScope result, Tensor images) {
    int reduction = config.reduction();
    if (images.size(2) % reduction != 0 || images.size(3) % reduction != 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "height and width of images must be multiples of %d for this autoencoder: %d and %d",
              reduction,
              images.size(2),
              images.size(3)));
    }
    try (TensorScope work = scope.child()) {
      Tensor moments = run(work, encoder, images);
      List<Tensor> parts = script.compute(result, "posterior", new Arguments().tensor(moments));
      return new Posterior(parts.get(0), parts.get(1));
    }
  }

  /**
   * Decodes latents.
   *
   * @param result owns what is returned
   * @param latents (B, channels, h, w), not scaled
   * @return images, (B, 3, height, width), about −1 to 1
   */
  public Tensor decode(TensorScope result, Tensor latents) {
    try (TensorScope work = scope.child()) {
      return result.adopt(run(work, decoder, latents));
    }
  }

  private Tensor run(TensorScope work, List<Loaded> parts, Tensor given) {
    Tensor x = given;
    for (Loaded loaded : parts) {
      Tensor y =
          script
              .compute(
                  work,
                  loaded.part().method(),
                  new Arguments().tensor(x).dictionary("p", loaded.weights()))
              .get(0);
      if (x != given) {
        x.close();
      }
      x = y;
    }
    return x;
  }

  @Override
  public void close() {
    scope.close();
  }
}
