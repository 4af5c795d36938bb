package org.dashsweep.weights.gguf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.FloatBuffer;
import java.util.Locale;
import java.util.Set;
import org.dashsweep.file.Json;
import org.dashsweep.weights.CheckpointException;
import org.jspecify.annotations.Nullable;

/**
 * The change of rotary frequencies for longer contexts, from a GGUF file to Hugging Face's {@code
 * rope_parameters}. Linear scaling is metadata. LLaMA 3's is a tensor {@code rope_freqs.weight},
 * that divides the frequencies; its parameters are found again here.
 */
final class RopeScaling {
  /** The tensor of divisors. */
  static final String DIVISORS = "rope_freqs.weight";

  private static final double DEFAULT_BASE = 10_000;

  /** LLaMA 3's low_freq_factor and high_freq_factor, the same in all of its releases. */
  private static final double LOW = 1;

  private static final double HIGH = 4;

  /** LLaMA 3's original_max_position_embeddings. */
  private static final int ORIGINAL_POSITIONS = 8192;

  /** Some roundings of float32. */
  private static final double TOLERANCE = 1e-5;

  private final GgufMetadata metadata;
  private final String prefix;
  private final int headWidth;

  RopeScaling(GgufMetadata metadata, String architecture, int headWidth) {
    this.metadata = metadata;
    this.prefix = architecture + ".rope.";
    this.headWidth = headWidth;
  }

  /**
   * Returns the parameters.
   *
   * @param divisors the tensor of that name, if there is one
   */
  ObjectNode parameters(@Nullable GgufTensor divisors) {
    double base = metadata.positiveNumber(prefix + "freq_base", DEFAULT_BASE);
    ObjectNode parameters = Json.MAPPER.createObjectNode().put("rope_theta", base);
    double factor = linearFactor();
    if (divisors == null) {
      return factor == 1
          ? parameters.put("rope_type", "default")
          : parameters.put("rope_type", "linear").put("factor", factor);
    }
    if (factor != 1) {
      throw problem("is there beside a linear scaling by " + factor);
    }
    return llama3(parameters, floats(divisors), base);
  }

  /** The scaling as llama.cpp has it: without a type, a factor is linear; 0 is none. */
  private double linearFactor() {
    String typeKey = prefix + "scaling.type";
    String type = metadata.text(typeKey, "linear");
    if (!Set.of("linear", "none").contains(type)) {
      throw metadata.problem(typeKey, "must be linear or none");
    }
    String older = prefix + "scale_linear";
    String key = metadata.has(older) ? older : prefix + "scaling.factor";
    return type.equals("none") || !metadata.has(key) ? 1 : metadata.positiveNumber(key);
  }

  private float[] floats(GgufTensor divisors) {
    if (divisors.shape().size() != 1 || divisors.shape().get(0) != headWidth / 2) {
      throw problem(
          String.format(
              Locale.ROOT, "must have the shape [%d], not %s", headWidth / 2, divisors.shape()));
    }
    float[] floats = new float[headWidth / 2];
    new DecodedTensor(metadata.file(), divisors, RowOrder.SAME)
        .stored()
        .floats()
        .accept(FloatBuffer.wrap(floats));
    return floats;
  }

  /** Finds the factor, the largest divisor, and the original context, then computes them anew. */
  private ObjectNode llama3(ObjectNode parameters, float[] divisors, double base) {
    double factor = 1;
    for (float divisor : divisors) {
      factor = Math.max(factor, divisor);
    }
    double least = 0;
    double most = Double.MAX_VALUE;
    for (int i = 0; i < divisors.length; i++) {
      double wave = 2 * Math.PI / frequency(i, base);
      double kept = (1 / divisors[i] - 1 / factor) / (1 - 1 / factor);
      if (kept > 1 - TOLERANCE) {
        least = Math.max(least, HIGH * wave);
      } else if (kept < TOLERANCE) {
        most = Math.min(most, LOW * wave);
      } else {
        double positions = (LOW + kept * (HIGH - LOW)) * wave;
        least = Math.max(least, positions * (1 - TOLERANCE));
        most = Math.min(most, positions * (1 + TOLERANCE));
      }
    }
    int original = original(least, most);
    for (int i = 0; i < divisors.length; i++) {
      double expected = divisor(frequency(i, base), factor, original);
      if (!(Math.abs(divisors[i] - expected) <= TOLERANCE * expected)) {
        throw problem(
            String.format(
                Locale.ROOT,
                "is not LLaMA 3's scaling, the only one by a tensor that is read: number %d is %s",
                i,
                divisors[i]));
      }
    }
    return parameters
        .put("rope_type", "llama3")
        .put("factor", factor)
        .put("low_freq_factor", LOW)
        .put("high_freq_factor", HIGH)
        .put("original_max_position_embeddings", original);
  }

  private double frequency(int pair, double base) {
    return Math.pow(base, -2.0 * pair / headWidth);
  }

  /** A whole number between both; LLaMA 3's own, or a power of 2, where several fit. */
  private static int original(double least, double most) {
    if (least <= ORIGINAL_POSITIONS && ORIGINAL_POSITIONS <= most) {
      return ORIGINAL_POSITIONS;
    }
    double power = Math.pow(2, Math.ceil(Math.log(Math.max(least, 1)) / Math.log(2)));
    double found = power <= most ? power : Math.round((least + most) / 2);
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE, found));
  }

  private static double divisor(double frequency, double factor, int original) {
    double waves = original * frequency / (2 * Math.PI);
    double share = Math.min(1, Math.max(0, (waves - LOW) / (HIGH - LOW)));
    return 1 / ((1 - share) / factor + share);
  }

  private CheckpointException problem(String problem) {
    return new CheckpointException(
        metadata.file(),
        String.format(Locale.ROOT, "is not usable: tensor %s %s", DIVISORS, problem));
  }
}
