package org.dashsweep.diffusion;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import org.dashsweep.model.ConfigReader;

/**
 * The settings of diffusers' EulerDiscreteScheduler: which timesteps a sampling goes through.
 *
 * @param schedule of the training
 * @param spacing of the timesteps
 * @param stepsOffset added to timesteps of leading spacing
 */
public record EulerScheduler(NoiseSchedule schedule, Spacing spacing, int stepsOffset) {
  /** Ways to choose timesteps, as Lin et al. (2024) name them. */
  public enum Spacing {
    LEADING,
    LINSPACE,
    TRAILING
  }

  /**
   * Reads a {@code scheduler_config.json}.
   *
   * @param source named in messages
   * @throws org.dashsweep.model.ModelException naming a key that is not implemented
   */
  public static EulerScheduler read(String source, JsonNode json) {
    ConfigReader config = new ConfigReader(source, json);
    config.requireText("_class_name", "EulerDiscreteScheduler");
    config.requireIfGiven("interpolation_type", "linear");
    config.requireIfGiven("timestep_type", "discrete");
    config.requireIfGiven("final_sigmas_type", "zero");
    config.requireOff("use_karras_sigmas");
    config.requireOff("use_exponential_sigmas");
    config.requireOff("use_beta_sigmas");
    return new EulerScheduler(
        NoiseSchedule.read(config), spacing(config), config.count("steps_offset"));
  }

  private static Spacing spacing(ConfigReader config) {
    String name = config.has("timestep_spacing") ? config.text("timestep_spacing") : "linspace";
    return switch (name) {
      case "leading" -> Spacing.LEADING;
      case "linspace" -> Spacing.LINSPACE;
      case "trailing" -> Spacing.TRAILING;
      default ->
          throw config.problem(
              "timestep_spacing", "is not implemented: give leading, linspace or trailing");
    };
  }

  /**
   * Returns the steps of a sampling.
   *
   * @throws IllegalArgumentException if there are more steps than timesteps of training
   */
  public EulerSteps steps(int count) {
    int all = schedule.timesteps();
    if (count < 1 || count > all) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "sampling steps must be from 1 to %d: %d", all, count));
    }
    float[] timesteps =
        switch (spacing) {
          case LEADING -> leading(count);
          case LINSPACE -> linspace(count);
          case TRAILING -> trailing(count);
        };
    float[] sigmas = new float[count + 1];
    for (int i = 0; i < count; i++) {
      sigmas[i] = sigma(timesteps[i]);
    }
    return new EulerSteps(timesteps, sigmas, initialSigma(sigmas[0]));
  }

  private float[] leading(int count) {
    int ratio = schedule.timesteps() / count;
    float[] timesteps = new float[count];
    for (int i = 0; i < count; i++) {
      timesteps[i] = (count - 1 - i) * ratio + stepsOffset;
    }
    return timesteps;
  }

  private float[] linspace(int count) {
    double step = count == 1 ? 0 : (schedule.timesteps() - 1) / (double) (count - 1);
    float[] timesteps = new float[count];
    for (int i = 0; i < count; i++) {
      timesteps[i] = (float) ((count - 1 - i) * step);
    }
    return timesteps;
  }

  private float[] trailing(int count) {
    double ratio = schedule.timesteps() / (double) count;
    float[] timesteps = new float[count];
    for (int i = 0; i < count; i++) {
      timesteps[i] = (float) (Math.rint(schedule.timesteps() - i * ratio) - 1);
    }
    return timesteps;
  }

  /** Interpolated between whole timesteps; beyond the last one, that one's. */
  private float sigma(float timestep) {
    int last = schedule.timesteps() - 1;
    int below = Math.min(last, (int) timestep);
    double part = Math.min(timestep, last) - below;
    double from = schedule.sigma(below);
    return (float) (part == 0 ? from : from + part * (schedule.sigma(below + 1) - from));
  }

  private double initialSigma(double largest) {
    return spacing == Spacing.LEADING ? Math.sqrt(largest * largest + 1) : largest;
  }
}
