package org.dashsweep.model.decoder;

import java.util.Locale;
import org.dashsweep.model.ConfigReader;

/**
 * The frequencies of rotary position embeddings (Su et al., 2021). Pair i of a head's d dimensions
 * turns by theta^(−2i/d) radians a token.
 *
 * @param theta the base
 * @param scaling the change of frequencies for longer contexts
 */
public record RotaryEmbedding(double theta, Scaling scaling) {
  private static final double DEFAULT_THETA = 10_000;

  /** A change of the frequencies. */
  public sealed interface Scaling {
    /** Returns the changed frequency, in radians a token. */
    double apply(double frequency);
  }

  /** No change. */
  public record Unscaled() implements Scaling {
    @Override
    public double apply(double frequency) {
      return frequency;
    }
  }

  /**
   * Position interpolation (Chen et al., 2023): every wave is stretched by a factor.
   *
   * @param factor of the stretch
   */
  public record Linear(double factor) implements Scaling {
    @Override
    public double apply(double frequency) {
      return frequency / factor;
    }
  }

  /**
   * LLaMA 3.1's: long waves are stretched by a factor, short ones kept, those between interpolated.
   *
   * @param factor of the stretch
   * @param lowFrequencyFactor waves longer than originalPositions / this are long
   * @param highFrequencyFactor waves shorter than originalPositions / this are short
   * @param originalPositions longest sequence before the stretch
   */
  public record Llama3(
      double factor, double lowFrequencyFactor, double highFrequencyFactor, int originalPositions)
      implements Scaling {
    public Llama3 {
      if (!(lowFrequencyFactor < highFrequencyFactor)) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "low_freq_factor must be below high_freq_factor: %s, %s",
                lowFrequencyFactor,
                highFrequencyFactor));
      }
    }

    @Override
    public double apply(double frequency) {
      double wavesInContext = originalPositions * frequency / (2 * Math.PI);
      double kept =
          (wavesInContext - lowFrequencyFactor) / (highFrequencyFactor - lowFrequencyFactor);
      double share = Math.min(1, Math.max(0, kept));
      return (1 - share) * frequency / factor + share * frequency;
    }
  }

  /**
   * Reads both forms: {@code rope_parameters}, and the older {@code rope_theta} with {@code
   * rope_scaling}.
   *
   * @throws org.dashsweep.model.ModelException if a value is missing, the two forms do not agree or
   *     the scaling is not known
   */
  static RotaryEmbedding read(ConfigReader config) {
    requireWhole(config);
    double theta = theta(config, DEFAULT_THETA);
    Scaling older =
        config.has("rope_scaling") ? scaling(config.object("rope_scaling")) : new Unscaled();
    if (!config.has("rope_parameters")) {
      return new RotaryEmbedding(theta, older);
    }
    ConfigReader parameters = config.object("rope_parameters");
    requireWhole(parameters);
    RotaryEmbedding newer = new RotaryEmbedding(theta(parameters, theta), scaling(parameters));
    if ((config.has("rope_theta") && newer.theta != theta)
        || (config.has("rope_scaling") && !newer.scaling.equals(older))) {
      throw config.problem(
          "rope_parameters", "must agree with rope_theta and rope_scaling, or be without them");
    }
    return newer;
  }

  /** Requires that whole heads turn; in other families a part of each head does. */
  private static void requireWhole(ConfigReader config) {
    String key = "partial_rotary_factor";
    if (config.has(key) && config.positive(key) != 1) {
      throw config.problem(key, "must be 1");
    }
  }

  private static double theta(ConfigReader config, double otherwise) {
    return config.has("rope_theta") ? config.positive("rope_theta") : otherwise;
  }

  private static Scaling scaling(ConfigReader config) {
    // Checkpoints from before 2024 say "type".
    String key = config.has("rope_type") || !config.has("type") ? "rope_type" : "type";
    return switch (config.text(key)) {
      case "default" -> new Unscaled();
      case "linear" -> new Linear(config.positive("factor"));
      case "llama3" -> {
        double low = config.positive("low_freq_factor");
        double high = config.positive("high_freq_factor");
        if (low >= high) {
          throw config.problem("low_freq_factor", "must be below high_freq_factor " + high);
        }
        yield new Llama3(
            config.positive("factor"),
            low,
            high,
            config.positiveInteger("original_max_position_embeddings"));
      }
      case "dynamic" ->
          throw config.problem(
              key,
              "must be default, linear or llama3 (dynamic frequencies depend on each text's length)");
      default -> throw config.problem(key, "must be default, linear or llama3");
    };
  }

  /** Returns the radians a token of each of a head's d / 2 pairs. */
  public float[] frequencies(int headWidth) {
    float[] frequencies = new float[headWidth / 2];
    for (int i = 0; i < frequencies.length; i++) {
      frequencies[i] = (float) scaling.apply(Math.pow(theta, -2.0 * i / headWidth));
    }
    return frequencies;
  }
}
