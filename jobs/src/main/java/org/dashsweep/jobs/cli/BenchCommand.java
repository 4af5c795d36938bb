package org.dashsweep.jobs.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.dashsweep.adapter.Method;
import org.dashsweep.adapter.MethodType;
import org.dashsweep.adapter.Methods;
import org.dashsweep.benchmark.BasePrecision;
import org.dashsweep.benchmark.BenchmarkReport;
import org.dashsweep.benchmark.BenchmarkSettings;
import org.dashsweep.benchmark.Workload;
import org.dashsweep.data.DataException;
import org.dashsweep.jobs.benchmark.BenchJson;
import org.dashsweep.jobs.benchmark.BenchTable;
import org.dashsweep.model.ModelException;
import org.dashsweep.weights.CheckpointException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dash-sweep bench}: how fast a training step is on this machine. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = {
      "Measures training steps on this machine: tokens per second, step times, memory, and the share"
          + " of what the machine's matrix products reach, which are measured before and after the"
          + " steps on the same threads. All linear layers are adapted.",
      "",
      "With --task the same steps are measured on padded batches too, in turn with the packed ones;"
          + " with --max-length also on batches padded to that length, as many scripts pad. Their"
          + " logits are checked to be equal.",
      "",
      "bench llama measures a language model's training and decoding instead: see its own --help."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  dash-sweep bench minilm --method lora --rank 8 --adapter-dropout 0.1",
      "  dash-sweep bench minilm --compare --rank 8 --directions 8 --steps 40",
      "  dash-sweep bench minilm --task supersense --concurrent 2 --threads 1",
      "  dash-sweep bench random-deberta-v3-base --task mrpc --data glue --max-length 320",
      "  dash-sweep bench random-deberta-v3-base --batch-size 16 --length 64",
      "  dash-sweep bench models/bert --base-precision bfloat16 --json",
      "  dash-sweep bench llama --data commonsense --tokenizer models/llama-7b"
    })
public final class BenchCommand implements Callable<Integer> {
  private static final int DEFAULT_RANK = 8;
  private static final int DEFAULT_LENGTH = 32;

  /** The method that is measured unless another one is asked for. */
  private static final MethodType BASELINE = Methods.SUBJECT.baseline().orElseThrow();

  /** The methods' names, those with adapters first. */
  private static final class MethodNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Methods.ALL.stream()
          .sorted(Comparator.comparing(MethodType::trainsHeadAlone))
          .map(MethodType::name)
          .iterator();
    }
  }

  private final Function<BenchmarkSettings, BenchmarkReport> benchmark;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls call
  private CommandSpec spec;

  @Parameters(
      paramLabel = "MODEL",
      arity = "0..1", // none before the name of a subcommand
      description =
          "The base model: minilm, a Hugging Face model directory, or random-deberta-v3-base"
              + " (-xsmall, -small, -large) for weights drawn on the spot.")
  private @Nullable String model;

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

  @Option(names = "--rank", paramLabel = "R", description = "Of the adapters; by default 8.")
  private @Nullable Integer rank;

  @Option(names = "--alpha", paramLabel = "ALPHA", description = "By default twice the rank.")
  private @Nullable Double alpha;

  @Option(
      names = "--directions",
      paramLabel = "S",
      description = "Of LoRA-Dash, per matrix; by default 8.")
  private @Nullable Integer directions;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      defaultValue = "32",
      description = "Examples of a step; by default ${DEFAULT-VALUE}.")
  private int batchSize;

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
      names = "--data",
      paramLabel = "DIR",
      description = "Folder of GLUE's tasks, such as MRPC/train.tsv; by default this one.")
  private @Nullable Path data;

  @Option(
      names = "--max-length",
      paramLabel = "N",
      description =
          "Cut the task's examples to N tokens, by default 128, and measure batches padded to N too.")
  private @Nullable Integer maximumLength;

  @Option(
      names = "--base-precision",
      paramLabel = "NAME",
      defaultValue = "float32",
      description =
          "Of the frozen linear layers, float32 or bfloat16; by default ${DEFAULT-VALUE}.")
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls call
  private String basePrecision;

  @Option(
      names = "--adapter-dropout",
      paramLabel = "P",
      description = "Of the adapters' input; by default 0.")
  private @Nullable Double adapterDropout;

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

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "20",
      description = "Steps to measure; by default ${DEFAULT-VALUE}.")
  private int steps;

  @Option(
      names = "--warm-up-steps",
      paramLabel = "N",
      defaultValue = "5",
      description = "Steps before them; by default ${DEFAULT-VALUE}.")
  private int warmUpSteps;

  @Option(
      names = "--concurrent",
      paramLabel = "N",
      defaultValue = "1",
      description = "Trials at once; by default ${DEFAULT-VALUE}.")
  private int concurrent;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads of each trial; by default the cores divided among the trials.")
  private @Nullable Integer threads;

  @Option(names = "--json", description = "Print the result as JSON.")
  private boolean json;

  /**
   * The command.
   *
   * @param benchmark what it runs
   */
  public BenchCommand(Function<BenchmarkSettings, BenchmarkReport> benchmark) {
    this.benchmark = benchmark;
  }

  @Override
  public Integer call() {
    BenchmarkReport report;
    try {
      report = benchmark.apply(settings());
    } catch (IllegalArgumentException
        | CheckpointException
        | ModelException
        | DataException unusable) {
      throw new ParameterException(spec.commandLine(), unusable.getMessage(), unusable);
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(BenchJson.of(report).toPrettyString());
    } else {
      BenchTable.lines(report).forEach(out::println);
    }
    out.flush();
    return ExitCode.OK;
  }

  private BenchmarkSettings settings() {
    refuseWithoutEffect();
    return new BenchmarkSettings(
        model(),
        methods(),
        task == null
            ? new Workload.RandomTokens(batchSize, length == null ? DEFAULT_LENGTH : length)
            : new Workload.TaskBatches(
                batchSize,
                task,
                data == null ? Path.of("") : data,
                maximumLength == null ? OptionalInt.empty() : OptionalInt.of(maximumLength)),
        BasePrecision.named(basePrecision),
        optional(hiddenDropout),
        optional(attentionDropout),
        steps,
        warmUpSteps,
        threads == null
            ? Math.max(1, Runtime.getRuntime().availableProcessors() / Math.max(1, concurrent))
            : threads,
        concurrent);
  }

  private String model() {
    if (model == null) {
      throw new ParameterException(
          spec.commandLine(), "Missing required parameter: 'MODEL', such as minilm");
    }
    return model;
  }

  private void refuseWithoutEffect() {
    if (compare) {
      refuse(
          "--method",
          method,
          String.format(
              Locale.ROOT,
              "with --compare, which measures %s and %s",
              BASELINE.name(),
              Methods.SUBJECT.name()));
    }
    MethodType type = type();
    given()
        .forEach(
            (parameter, value) -> {
              if (!type.takes(parameter)) {
                refuse("--" + parameter, value, without(parameter, type));
              }
            });
    if (task != null) {
      refuse("--length", length, "with --task, whose examples have lengths of their own");
    } else {
      String why = "without --task";
      refuse("--data", data, why);
      refuse("--max-length", maximumLength, why);
    }
  }

  private void refuse(String option, @Nullable Object value, String why) {
    if (value != null) {
      throw new ParameterException(
          spec.commandLine(),
          String.format(Locale.ROOT, "%s %s has no effect %s", option, value, why));
    }
  }

  /** Why a method has no use for a parameter. */
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
    return method == null
        ? BASELINE
        : Methods.named(method)
            .orElseThrow(
                () ->
                    new ParameterException(
                        spec.commandLine(),
                        String.format(
                            Locale.ROOT,
                            "--method %s is not known: use %s",
                            method,
                            String.join(", ", new MethodNames())
                                .replaceFirst(", ([^,]*)$", " or $1"))));
  }

  /** The method, with --compare behind the baseline that multiplies as much. */
  private List<Method> methods() {
    MethodType type = type();
    Map<String, Object> values = new HashMap<>(type.benchmarkValues());
    values.put("rank", DEFAULT_RANK);
    values.putAll(given());
    Method measured = type.with(values);
    return compare ? List.of(measured.benchmarkBaseline(), measured) : List.of(measured);
  }

  /** The values of the options that are given, by the parameter of the same name. */
  private Map<String, Object> given() {
    Map<String, Object> given = new TreeMap<>();
    putIfGiven(given, "rank", rank);
    putIfGiven(given, "alpha", alpha);
    putIfGiven(given, "adapter-dropout", adapterDropout);
    putIfGiven(given, "directions", directions);
    return given;
  }

  private static void putIfGiven(
      Map<String, Object> given, String parameter, @Nullable Object value) {
    if (value != null) {
      given.put(parameter, value);
    }
  }

  private static OptionalDouble optional(@Nullable Double value) {
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }
}
