package org.dashsweep.jobs.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.dashsweep.benchmark.BenchmarkPrecision;
import org.dashsweep.benchmark.BenchmarkReport;
import org.dashsweep.benchmark.BenchmarkSettings;
import org.dashsweep.benchmark.BenchmarkedLlama;
import org.dashsweep.benchmark.SdxlBenchmark;
import org.dashsweep.data.DataException;
import org.dashsweep.model.ModelException;
import org.dashsweep.tokenizer.TokenizerException;
import org.dashsweep.weights.CheckpointException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
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
      "The model llama is a LLaMA with random weights on commonsense rows. Measured are LoRA of rank"
          + " r and r + s, LoRA-Dash of rank r with s directions, packed and padded batches,"
          + " activations kept and recomputed, each training's steps in turn with the others'; the"
          + " memory of a step of each; and the paper's 4-beam decoder, example by example and many"
          + " at once, with what all prompts begin with read once or with every prompt.",
      "",
      "The model random-sdxl is a U-Net of SDXL's widths with random weights, and LoRA on its"
          + " attention. It takes 6 GB in bfloat16 and 12 GB in float32, and both are measured"
          + " unless --base-precision names one."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  dash-sweep bench minilm --method lora --rank 8 --adapter-dropout 0.1",
      "  dash-sweep bench minilm --compare --rank 8 --directions 8 --steps 40",
      "  dash-sweep bench minilm --task supersense --concurrent 2 --threads 1",
      "  dash-sweep bench random-deberta-v3-base --task mrpc --data glue --max-length 320",
      "  dash-sweep bench random-deberta-v3-base --batch-size 16 --length 64",
      "  dash-sweep bench models/bert --base-precision bfloat16 --json",
      "  dash-sweep bench llama --data commonsense --tokenizer models/llama-7b",
      "  dash-sweep bench llama --data commonsense --tokenizer models/llama-7b --width 256 --json",
      "  dash-sweep bench random-sdxl --resolution 256 --base-precision bfloat16"
    })
public final class BenchCommand implements Callable<Integer> {
  private final BiFunction<BenchmarkSettings, Consumer<String>, BenchmarkReport> benchmark;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls call
  private CommandSpec spec;

  @Parameters(
      paramLabel = "MODEL",
      description =
          "The base model: minilm, a Hugging Face model directory, or random-deberta-v3-base"
              + " (-xsmall, -small, -large), random-roberta-base, random-modernbert-base (-large),"
              + " llama or random-sdxl for weights drawn on the spot.")
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls call
  private String model;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = {
        "Folder of GLUE's tasks, such as MRPC/train.tsv, by default this one; of llama the commonsense"
            + " data, NAME/train.json and NAME/test.json of one set or more."
      })
  private @Nullable Path data;

  @Option(
      names = "--rank",
      paramLabel = "R",
      description = "Of the adapters; by default 8, of llama 32, of random-sdxl 4.")
  private @Nullable Integer rank;

  @Option(
      names = "--directions",
      paramLabel = "S",
      description = "Of LoRA-Dash, per matrix; by default 8.")
  private @Nullable Integer directions;

  @Option(
      names = "--adapter-dropout",
      paramLabel = "P",
      description = "Of the adapters' input; by default 0, of llama 0.05.")
  private @Nullable Double adapterDropout;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      description = "Examples of a step; by default 32, of llama 16, of random-sdxl 1.")
  private @Nullable Integer batchSize;

  @Option(
      names = "--base-precision",
      paramLabel = "NAME",
      defaultValue = "float32",
      description =
          "Of the frozen linear layers, float32 or bfloat16; by default ${DEFAULT-VALUE}.")
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls call
  private String basePrecision;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "Steps to measure; by default 20, of llama 8, of random-sdxl 3.")
  private @Nullable Integer steps;

  @Option(
      names = "--warm-up-steps",
      paramLabel = "N",
      description = "Steps before them; by default 5, of llama 2, of random-sdxl 1.")
  private @Nullable Integer warmUpSteps;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads of each trial; by default the cores divided among the trials.")
  private @Nullable Integer threads;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls call
  private DeviceOption device;

  @Option(names = "--json", description = "Print the result as JSON.")
  private boolean json;

  @ArgGroup(exclusive = false, heading = "%nOf all models but llama:%n")
  private EncoderBenchOptions encoder = new EncoderBenchOptions();

  @ArgGroup(exclusive = false, heading = "%nOf llama alone, as --device is:%n")
  private LlamaBenchOptions llama = new LlamaBenchOptions();

  @ArgGroup(exclusive = false, heading = "%nOf random-sdxl alone:%n")
  private SdxlBenchOptions sdxl = new SdxlBenchOptions();

  /**
   * The command.
   *
   * @param benchmark what it runs
   */
  public BenchCommand(BiFunction<BenchmarkSettings, Consumer<String>, BenchmarkReport> benchmark) {
    this.benchmark = benchmark;
  }

  @Override
  public Integer call() {
    if (model.equals(SdxlBenchOptions.MODEL)) {
      return benchSdxl();
    }
    BenchmarkReport report;
    try {
      report = benchmark.apply(settings(), isLlama() ? this::announce : silent -> {});
    } catch (IllegalArgumentException
        | CheckpointException
        | ModelException
        | TokenizerException
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

  /** Measures in both formats, unless one is asked for. */
  private Integer benchSdxl() {
    boolean one = spec.commandLine().getParseResult().hasMatchedOption("--base-precision");
    try {
      refuseWithSdxl();
      List<BenchmarkPrecision> precisions =
          one
              ? List.of(BenchmarkPrecision.named(basePrecision))
              : List.of(BenchmarkPrecision.BFLOAT16, BenchmarkPrecision.FLOAT32);
      if (!json) {
        print(SdxlBenchOptions.heading(sdxlSettings(precisions.get(0))));
      }
      for (BenchmarkPrecision precision : precisions) {
        SdxlBenchmark.Settings settings = sdxlSettings(precision);
        SdxlBenchmark.Result result = SdxlBenchmark.run(settings, this::announce);
        print(
            List.of(
                json
                    ? SdxlBenchOptions.json(settings, result).toString()
                    : SdxlBenchOptions.line(precision, result)));
      }
    } catch (IllegalArgumentException unusable) {
      throw new ParameterException(spec.commandLine(), unusable.getMessage(), unusable);
    }
    return ExitCode.OK;
  }

  private void refuseWithSdxl() {
    String why = "with " + SdxlBenchOptions.MODEL;
    for (ArgGroupSpec other : spec.argGroups().subList(0, 2)) {
      given().refuse(why, other.options().stream().map(OptionSpec::longestName).toList());
    }
    given().refuse(why, "--device", "--directions", "--data");
  }

  private void print(List<String> lines) {
    PrintWriter out = spec.commandLine().getOut();
    lines.forEach(out::println);
    out.flush();
  }

  private SdxlBenchmark.Settings sdxlSettings(BenchmarkPrecision precision) {
    return new SdxlBenchmark.Settings(
        rank == null ? 4 : rank,
        adapterDropout == null ? 0 : adapterDropout,
        precision,
        sdxl.resolution(),
        batchSize == null ? 1 : batchSize,
        steps == null ? 3 : steps,
        warmUpSteps == null ? 1 : warmUpSteps,
        threads == null ? Runtime.getRuntime().availableProcessors() : threads);
  }

  private void announce(String next) {
    PrintWriter progress = spec.commandLine().getErr();
    progress.println("measuring: " + next);
    progress.flush();
  }

  private boolean isLlama() {
    return model.equals(LlamaBenchOptions.MODEL);
  }

  private BenchmarkSettings settings() {
    refuseOtherFamily();
    int rankOrDefault = orElse(rank, 8, 32);
    int directionsOrDefault = orElse(directions, 8, 8);
    double dropout = adapterDropout != null ? adapterDropout : isLlama() ? 0.05 : 0;
    int rows = orElse(batchSize, 32, 16);
    return new BenchmarkSettings(
        isLlama()
            ? llama.subject(
                data,
                new BenchmarkedLlama.Adapters(rankOrDefault, directionsOrDefault, dropout),
                rows,
                device.device())
            : encoder.subject(
                model, rankOrDefault, directionsOrDefault, dropout, rows, data, given()),
        BenchmarkPrecision.named(basePrecision),
        orElse(steps, 20, 8),
        orElse(warmUpSteps, 5, 2),
        threads == null
            ? Math.max(
                1, Runtime.getRuntime().availableProcessors() / Math.max(1, encoder.concurrent()))
            : threads,
        encoder.concurrent());
  }

  private GivenOptions given() {
    return new GivenOptions(spec.commandLine().getParseResult());
  }

  private void refuseOtherFamily() {
    // In the order of their declaration.
    ArgGroupSpec other = spec.argGroups().get(isLlama() ? 0 : 1);
    String why = isLlama() ? "with llama" : "without llama";
    given().refuse(why, other.options().stream().map(OptionSpec::longestName).toList());
    if (!isLlama()) {
      given().refuse(why, "--device");
    }
    given().refuse("without " + SdxlBenchOptions.MODEL, "--resolution");
  }

  private int orElse(@Nullable Integer given, int ofEncoder, int ofLlama) {
    return given != null ? given : isLlama() ? ofLlama : ofEncoder;
  }
}
