package org.dashsweep.model.clip;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
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
 * CLIP's text encoder as transformers' CLIPTextModel and CLIPTextModelWithProjection compute it, in
 * float32. Confined to one thread; its loader closes it.
 */
public final class ClipTextModel implements AutoCloseable {
  /** In older files, which say so whatever the end token is. */
  private static final int UNKNOWN_END = 2;

  private static final String PREFIX = "text_model.";
  private static final String PROJECTION = "text_projection.weight";

  private final TensorScope scope;
  private final ClipTextConfig config;
  private final FrozenEncoder encoder;
  private final Map<String, Tensor> embeddings = new LinkedHashMap<>();
  private final Map<String, Tensor> head = new LinkedHashMap<>();

  /**
   * Texts encoded.
   *
   * @param penultimate what goes into the last layer, (B, T, D)
   * @param pooled the end token behind the last norm, projected where there is a projection, (B, E)
   */
  public record Encoded(Tensor penultimate, Tensor pooled) {}

  private ClipTextModel(
      TensorScope scope,
      Checkpoint checkpoint,
      ClipTextConfig config,
      Predicate<String> otherTower) {
    this.scope = scope;
    this.config = config;
    String prefix =
        checkpoint.tensors().containsKey(PREFIX + "final_layer_norm.weight") ? PREFIX : "";
    WeightLoader loader = new WeightLoader(checkpoint, "", scope);
    int width = config.shape().width();
    String names = prefix + "embeddings.";
    embeddings.put(
        "tokens.weight",
        load(loader, names + "token_embedding.weight", config.vocabulary(), width));
    embeddings.put(
        "positions.weight",
        load(loader, names + "position_embedding.weight", config.positions(), width));
    this.encoder =
        new FrozenEncoder(
            scope,
            loader,
            ClipNames.layers(prefix),
            config.shape(),
            "/org/dashsweep/model/clip/clip.py");
    head.put("final_norm.weight", load(loader, prefix + "final_layer_norm.weight", width));
    head.put("final_norm.bias", load(loader, prefix + "final_layer_norm.bias", width));
    if (loader.has(PROJECTION)) {
      head.put("projection.weight", load(loader, PROJECTION, config.projection(), width));
    }
    loader.requireNoOthers(otherTower.or(ClipNames::isBuffer));
  }

  /**
   * Loads a text encoder, with its projection if there is one.
   *
   * @throws org.dashsweep.model.ModelException if configuration and tensors do not fit, or the
   *     checkpoint holds a tensor that is not known
   * @throws org.dashsweep.weights.CheckpointException if a tensor is missing
   */
  public static ClipTextModel load(Checkpoint checkpoint, ClipTextConfig config, Device device) {
    return load(checkpoint, config, device, name -> false);
  }

  /**
   * Loads the text encoder of a checkpoint that has both encoders.
   *
   * @param otherTower knows the names of the other encoder's tensors
   */
  static ClipTextModel load(
      Checkpoint checkpoint, ClipTextConfig config, Device device, Predicate<String> otherTower) {
    TensorScope scope = TensorScope.open(device);
    return Closing.onFailure(scope, () -> new ClipTextModel(scope, checkpoint, config, otherTower));
  }

  private static Tensor load(WeightLoader loader, String name, long... shape) {
    return loader.load(name, Precision.FLOAT32, shape);
  }

  /** Its shape. */
  public ClipTextConfig config() {
    return config;
  }

  /** Returns whether {@link Encoded#pooled} is projected. */
  public boolean projects() {
    return head.containsKey("projection.weight");
  }

  /**
   * Encodes texts.
   *
   * @param result owns what is returned
   * @param ids of each text's tokens, all of one length, padding included
   */
  public Encoded encode(TensorScope result, int[][] ids) {
    int length = ids[0].length;
    if (length > config.positions()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a text must have at most %d tokens for this encoder: %d",
              config.positions(),
              length));
    }
    try (TensorScope work = scope.child()) {
      Tensor x =
          encoder.call(
              work,
              "embed_text",
              new Arguments().tensor(tokens(work, ids, length)).dictionary("p", embeddings));
      Tensor penultimate = x;
      for (int i = 0; i < encoder.layers(); i++) {
        penultimate = x;
        x = encoder.layer(work, i, x);
      }
      Tensor pooled =
          encoder.call(
              work,
              "pool_text",
              new Arguments().tensor(x).tensor(ends(work, ids, length)).dictionary("p", head));
      return new Encoded(result.adopt(penultimate), result.adopt(pooled));
    }
  }

  private static Tensor tokens(TensorScope work, int[][] ids, int length) {
    long[] all = new long[ids.length * length];
    for (int i = 0; i < ids.length; i++) {
      for (int j = 0; j < length; j++) {
        all[i * length + j] = ids[i][j];
      }
    }
    return work.longs(all, ids.length, length);
  }

  private Tensor ends(TensorScope work, int[][] ids, int length) {
    long[] ends = new long[ids.length];
    for (int i = 0; i < ids.length; i++) {
      ends[i] = (long) i * length + end(ids[i]);
    }
    return work.longs(ends, ends.length);
  }

  /** The first place of the end token, or of the largest id; 0 if there is none. */
  private int end(int[] ids) {
    int wanted =
        config.endToken() == UNKNOWN_END
            ? IntStream.of(ids).max().orElseThrow()
            : config.endToken();
    return IntStream.range(0, ids.length).filter(i -> ids[i] == wanted).findFirst().orElse(0);
  }

  @Override
  public void close() {
    scope.close();
  }
}
