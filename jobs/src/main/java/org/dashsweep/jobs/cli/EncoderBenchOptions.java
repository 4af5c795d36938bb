package org.dashsweep.jobs.cli;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.dashsweep.adapter.Method;
import org.dashsweep.adapter.MethodType;
import org.dashsweep.adapter.Methods;
import org.dashsweep.benchmark.BenchmarkedEncoder;
import org.dashsweep.benchmark.Workload;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code bench} that an encoder alone has. */
final class EncoderBenchOptions {
  private static final int DEFAULT_LENGTH = 32;

  /** The options that a method may have no use for, each named as its parameter. */
  private static final List<String> ADAPTER_OPTIONS =
      List.of("rank", "alpha", "adapter-dropout", "directions");

  /** The method that is measured unless another one is asked for. */
  private static final MethodType BASELINE = Methods.SUBJECT.baseline().orElseThrow();

  /** The names of the methods that train, those with adapters first. */
  private static final class MethodNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Methods.ALL.stream()
          .filter(MethodType::trains)
          .sorted(Comparator.comparing(MethodType::trainsHeadAlone))
          .map(MethodType::name)
          .iterator();
    }
  }

  @Option(
      names = "--method",
      paramLabel = "NAME",
      completionCandidates = MethodNames.class,
      description = "One of ${COMPLETION-CANDIDATES}; by default lora.")
  private @Nullable String method;

  @Option(
      names = "--compare",
      description =
          "Measure LoRA of rank r + s and LoRA-Dash of rank r with s directions, in turn.")
  private boolean compare;

  @Option(names = "--alpha", paramLabel = "ALPHA", description = "By default twice the rank.")
  private @Nullable Double alpha;

  @Option(
      names = "--length",
      paramLabel = "N",
      description = "Tokens of each example, of random ids; by default 32.")
  private @Nullable Integer length;

  @Option(
      names = "--task",
      paramLabel = "NAME",
      description =
          "Train on a task's batches instead: supersense, hypernymy, or one of GLUE with --data.")
  private @Nullable String task;

  @Option(
      names = "--max-length",
      paramLabel = "N",
      description =
          "Cut the task's examples to N tokens, by default 128, and measure batches padded to N too.")
  private @Nullable Integer maximumLength;

  @Option(
      names = "--hidden-dropout",
      paramLabel = "P",
      description = "Of hidden states; by default the model's own.")
  private @Nullable Double hiddenDropout;

  @Option(
      names = "--attention-dropout",
      paramLabel = "P",
      description = "Of attention weights; by default the model's own.")
  private @Nullable Double attentionDropout;

  @Option(names = "--concurrent", paramLabel = "N", description = "Trials at once; by default 1.")
  private @Nullable Integer concurrent;

  int concurrent() {
    return concurrent == null ? 1 : concurrent;
  }

  /**
   * The encoder that these options describe.
   *
   * @param given the options that were given
   * @throws IllegalArgumentException if a method or a value is none, or an option has no effect
   */
  BenchmarkedEncoder subject(
      String model,
      int rank,
      int directions,
      double adapterDropout,
      int batchSize,
      @Nullable Path data,
      GivenOptions given) {
    refuseWithoutEffect(given);
    return new BenchmarkedEncoder(
        model,
        methods(rank, directions, adapterDropout),
        task == null
            ? new Workload.RandomTokens(batchSize, length == null ? DEFAULT_LENGTH : length)
            : new Workload.TaskBatches(
                batchSize,
                task,
                data == null ? Path.of("") : data,
                maximumLength == null ? OptionalInt.empty() : OptionalInt.of(maximumLength)),
        optional(hiddenDropout),
        optional(attentionDropout));
  }

  private void refuseWithoutEffect(GivenOptions given) {
    if (compare) {
      given.refuse(
          String.format(
              Locale.ROOT,
              "with --compare, which measures %s and %s",
              BASELINE.name(),
              Methods.SUBJECT.name()),
          "--method");
    }
    MethodType type = type();
    for (String parameter : ADAPTER_OPTIONS) {
      if (!type.takes(parameter)) {
        given.refuse(without(parameter, type), "--" + parameter);
      }
    }
    if (task != null) {
      given.refuse("with --task, whose examples have lengths of their own", "--length");
    } else {
      given.refuse("without --task", "--data", "--max-length");
    }
  }

  private static OptionalDouble optional(@Nullable Double value) {
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /** Returns the reason why a method has no use for a parameter. */
  private static String without(String parameter, MethodType type) {
    if (type.trainsHeadAlone() && BASELINE.takes(parameter)) {
      return String.format(Locale.ROOT, "with --method %s, which has no adapters", type.name());
    }
    return Methods.ALL.stream()
            .filter(other -> other.takes(parameter))
            .map(other -> "--method " + other.name())
            .collect(Collectors.joining(" or ", "without ", ""))
        + (Methods.SUBJECT.takes(parameter) ? " or --compare" : "");
  }

  private MethodType type() {
    if (compare) {
      return Methods.SUBJECT;
    }
    String name = method == null ? BASELINE.name() : method;
    return Methods.named(name)
        .filter(MethodType::trains)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    String.format(
                        Locale.ROOT,
                        "--method %s is not known: use %s",
                        name,
                        String.join(", ", new MethodNames())
                            .replaceFirst(", ([^,]*)$", " or $1"))));
  }

  /** The method, with --compare behind the baseline that multiplies as much. */
  private List<Method> methods(int rank, int directions, double adapterDropout) {
    MethodType type = type();
    Map<String, Object> values = new HashMap<>(type.benchmarkValues());
    values.put("rank", rank);
    values.put("directions", directions);
    values.put("adapter-dropout", adapterDropout);
    if (alpha != null) {
      values.put("alpha", alpha);
    }
    Method measured = type.with(values);
    return compare ? List.of(measured.benchmarkBaseline(), measured) : List.of(measured);
  }
}
