package org.dashsweep.benchmark;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.dashsweep.adapter.Method;
import org.dashsweep.adapter.Methods;
import org.dashsweep.tensor.Device;

/**
 * A LLaMA with random weights on commonsense rows.
 *
 * @param shape of the model
 * @param data directory of the commonsense data: all training sets that are there are trained on,
 *     in one order drawn from all rows
 * @param tokenizer a model directory
 * @param adapters that train
 * @param batchSize rows of a step
 * @param cutoff most tokens of a training row
 * @param questions decoded, of all evaluation sets that are there; 0 for none
 * @param rounds in which they are decoded, one by one and together
 * @param device where model and adapters lie
 */
public record BenchmarkedLlama(
    Shape shape,
    Path data,
    Path tokenizer,
    Adapters adapters,
    int batchSize,
    int cutoff,
    int questions,
    int rounds,
    Device device)
    implements BenchmarkSubject {
  private static final int HEAD_WIDTH = 64;

  public BenchmarkedLlama {
    BenchmarkSubject.requireAtLeast(1, "batch-size", batchSize);
    BenchmarkSubject.requireAtLeast(2, "cutoff", cutoff);
    BenchmarkSubject.requireAtLeast(0, "questions", questions);
    BenchmarkSubject.requireAtLeast(1, "rounds", rounds);
  }

  /** The baseline of both ranks, and the program's method. */
  @Override
  public List<Method> methods() {
    return List.of(adapters.baseline(), adapters.baselineOfAllRanks(), adapters.subject());
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
      BenchmarkSubject.requireAtLeast(1, "layers", layers);
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
      BenchmarkSubject.requireAtLeast(1, "directions", directions);
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
}
