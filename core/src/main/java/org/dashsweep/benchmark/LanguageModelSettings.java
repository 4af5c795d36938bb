package org.dashsweep.benchmark;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.dashsweep.adapter.Method;
import org.dashsweep.adapter.Methods;
import org.dashsweep.tensor.Device;

/**
 * What is measured of a LLaMA with random weights.
 *
 * @param data directory of the commonsense data: all training sets that are there are trained on,
 *     in one order drawn from all rows
 * @param tokenizer a model directory
 * @param shape of the model
 * @param adapters that train
 * @param batchSize rows of a step
 * @param cutoff most tokens of a training row
 * @param steps measured, of each method, layout and way to keep activations
 * @param warmUpSteps before them; LoRA-Dash's directions are chosen in the second
 * @param questions decoded, of all evaluation sets that are there; 0 for none
 * @param rounds in which they are decoded, one by one and together
 * @param computing with what, and in which precision
 */
public record LanguageModelSettings(
    Path data,
    Path tokenizer,
    Shape shape,
    Adapters adapters,
    int batchSize,
    int cutoff,
    int steps,
    int warmUpSteps,
    int questions,
    int rounds,
    Computing computing) {
  private static final int HEAD_WIDTH = 64;

  public LanguageModelSettings {
    requireAtLeast("batch-size", batchSize, 1);
    requireAtLeast("cutoff", cutoff, 2);
    requireAtLeast("steps", steps, 1);
    requireAtLeast("warm-up-steps", warmUpSteps, adapters.subject().updatesBeforeLaunch() + 1);
    requireAtLeast("questions", questions, 0);
    requireAtLeast("rounds", rounds, 1);
  }

  /**
   * With what and how the model computes.
   *
   * @param threads of all native work on the CPU
   * @param device where model and adapters lie
   * @param basePrecision of the frozen linear layers
   */
  public record Computing(int threads, Device device, BasePrecision basePrecision) {
    public Computing {
      requireAtLeast("threads", threads, 1);
    }
  }

  /**
   * The model's shape; heads are 64 wide and the feed-forward layer is 8/3 of the width, rounded up
   * to a multiple of 32, as LLaMA's is but for finer rounding.
   *
   * @param width D
   * @param layers decoder layers
   */
  public record Shape(int width, int layers) {
    public Shape {
      if (width < HEAD_WIDTH || width % HEAD_WIDTH != 0) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "width must be a multiple of the %d of a head: %d",
                HEAD_WIDTH,
                width));
      }
      requireAtLeast("layers", layers, 1);
    }

    int heads() {
      return width / HEAD_WIDTH;
    }

    int intermediate() {
      return (8 * width + 3 * 32 - 1) / (3 * 32) * 32;
    }
  }

  /**
   * The program's method of rank r with s directions, its baseline of rank r, and that of rank r +
   * s: of all linear layers but the head, with α = 2 r scaled alike.
   *
   * @param rank r
   * @param directions s
   * @param dropout of the adapters' inputs
   */
  public record Adapters(int rank, int directions, double dropout) {
    public Adapters {
      requireAtLeast("directions", directions, 1);
    }

    /** The baseline of rank r. */
    Method baseline() {
      return Methods.SUBJECT.baseline().orElseThrow().with(values());
    }

    /** The baseline of rank r + s. */
    Method baselineOfAllRanks() {
      return subject().benchmarkBaseline();
    }

    /** The program's method. */
    Method subject() {
      Map<String, Object> values = values();
      values.putAll(Methods.SUBJECT.benchmarkValues());
      return Methods.SUBJECT.with(values);
    }

    private Map<String, Object> values() {
      return new HashMap<>(
          Map.of("rank", rank, "directions", directions, "adapter-dropout", dropout));
    }
  }

  /** Steps of each contestant. */
  int allSteps() {
    return warmUpSteps + steps;
  }

  private static void requireAtLeast(String name, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s must be at least %d: %d", name, least, value));
    }
  }
}
