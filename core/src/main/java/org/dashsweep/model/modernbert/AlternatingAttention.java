package org.dashsweep.model.modernbert;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.dashsweep.model.ConfigReader;

/**
 * The attention of ModernBERT (Warner et al., 2024, section 2.1.2): of some blocks to all tokens,
 * of the others to those near by, each kind with a rotation of its own.
 *
 * @param global whether a block's attention is to all tokens, for each block
 * @param reach the longest distance of two tokens that see each other in local attention
 * @param globalTheta base of the rotation's wave lengths in global attention
 * @param localTheta the same in local attention
 */
public record AlternatingAttention(
    List<Boolean> global, int reach, double globalTheta, double localTheta) {
  private static final String LAYER_TYPES = "layer_types";
  private static final String GLOBAL = "full_attention";
  private static final String LOCAL = "sliding_attention";
  private static final String EVERY = "global_attn_every_n_layers";
  private static final String ROPE = "rope_parameters";

  private static final double GLOBAL_THETA = 160_000;
  private static final double LOCAL_THETA = 10_000;
  private static final int WINDOW = 128;

  public AlternatingAttention {
    global = List.copyOf(global);
  }

  static AlternatingAttention read(ConfigReader reader, int blocks) {
    if (reader.has("rope_scaling")) {
      throw reader.problem("rope_scaling", "must be absent: scaled rotations are not supported");
    }
    double globalTheta = reader.positive("global_rope_theta", GLOBAL_THETA);
    // Models of one rotation have null for the other.
    double localTheta =
        reader.isNull("local_rope_theta")
            ? globalTheta
            : reader.positive("local_rope_theta", LOCAL_THETA);
    int reach = reader.positiveInteger("local_attention", WINDOW) / 2;
    if (reader.positiveInteger("sliding_window", Math.max(reach, 1)) != Math.max(reach, 1)) {
      throw reader.problem("sliding_window", "must be half of local_attention or absent");
    }
    return new AlternatingAttention(
        global(reader, blocks),
        reach,
        theta(reader, GLOBAL, globalTheta),
        theta(reader, LOCAL, localTheta));
  }

  private static List<Boolean> global(ConfigReader reader, int blocks) {
    if (!reader.has(LAYER_TYPES)) {
      int every = reader.positiveInteger(EVERY, 3);
      return IntStream.range(0, blocks).mapToObj(block -> block % every == 0).toList();
    }
    List<String> types = reader.texts(LAYER_TYPES);
    if (types.size() != blocks || !List.of(GLOBAL, LOCAL).containsAll(types)) {
      throw reader.problem(
          LAYER_TYPES,
          String.format(
              Locale.ROOT, "must give each of %d layers as %s or %s", blocks, GLOBAL, LOCAL));
    }
    return types.stream().map(GLOBAL::equals).toList();
  }

  private static double theta(ConfigReader reader, String kind, double otherwise) {
    if (!reader.has(ROPE)) {
      return otherwise;
    }
    ConfigReader all = reader.object(ROPE);
    if (!all.has(GLOBAL) && !all.has(LOCAL)) {
      throw reader.problem(ROPE, String.format(Locale.ROOT, "must hold %s and %s", GLOBAL, LOCAL));
    }
    if (!all.has(kind)) {
      return otherwise;
    }
    ConfigReader own = all.object(kind);
    if (own.has("rope_type")) {
      own.requireText("rope_type", "default");
    }
    return own.positive("rope_theta", otherwise);
  }

  boolean isGlobal(int block) {
    return global.get(block);
  }
}
