package org.dashsweep.jobs.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.dashsweep.benchmark.BasePrecision;
import org.dashsweep.benchmark.LanguageModelReport;
import org.dashsweep.benchmark.LanguageModelSettings;
import org.dashsweep.data.DataException;
import org.dashsweep.jobs.benchmark.BenchJson;
import org.dashsweep.jobs.benchmark.BenchLlamaTable;
import org.dashsweep.tokenizer.TokenizerException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dash-sweep bench llama}: how fast a language model trains and answers here. */
@Command(
    name = "llama",
    mixinStandardHelpOptions = true,
    description = {
      "Measures a LLaMA with random weights on commonsense rows: LoRA of rank r and r + s, LoRA-Dash"
          + " of rank r with s directions, packed and padded batches, activations kept and"
          + " recomputed, each training's steps in turn with the others'; the memory of a step of"
          + " each; and the paper's 4-beam decoder, example by example and many at once."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  dash-sweep bench llama --data commonsense --tokenizer models/llama-7b",
      "  dash-sweep bench llama --data commonsense --tokenizer models/llama-7b --width 256 --json"
    })
public final class BenchLlamaCommand implements Callable<Integer> {
  private final BiFunction<LanguageModelSettings, Consumer<String>, LanguageModelReport> benchmark;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls call
  private CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      required = true,
      description = "Commonsense data: NAME/train.json and NAME/test.json of one set or more.")
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls call
  private Path data;

  @Option(
      names = "--tokenizer",
      paramLabel = "DIR",
      required = true,
      description = "A model directory; only its tokenizer is read.")
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls call
  private Path tokenizer;

  @Option(
      names = "--width",
      paramLabel = "N",
      defaultValue = "512",
      description = "Of the model, a multiple of 64; by default ${DEFAULT-VALUE}.")
  private int width;

  @Option(
      names = "--layers",
      paramLabel = "N",
      defaultValue = "8",
      description = "Of the model; by default ${DEFAULT-VALUE}.")
  private int layers;

  @Option(
      names = "--rank",
      paramLabel = "R",
      defaultValue = "32",
      description = "Of the adapters; by default ${DEFAULT-VALUE}.")
  private int rank;

  @Option(
      names = "--directions",
      paramLabel = "S",
      defaultValue = "8",
      description = "Of LoRA-Dash, per matrix; by default ${DEFAULT-VALUE}.")
  private int directions;

  @Option(
      names = "--adapter-dropout",
      paramLabel = "P",
      defaultValue = "0.05",
      description = "Of the adapters' input; by default ${DEFAULT-VALUE}.")
  private double adapterDropout;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      defaultValue = "16",
      description = "Rows of a step; by default ${DEFAULT-VALUE}.")
  private int batchSize;

  @Option(
      names = "--cutoff",
      paramLabel = "N",
      defaultValue = "256",
      description = "Most tokens of a training row; by default ${DEFAULT-VALUE}.")
  private int cutoff;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "8",
      description = "Steps to measure; by default ${DEFAULT-VALUE}.")
  private int steps;

  @Option(
      names = "--warm-up-steps",
      paramLabel = "N",
      defaultValue = "2",
      description = "Steps before them; by default ${DEFAULT-VALUE}.")
  private int warmUpSteps;

  @Option(
      names = "--questions",
      paramLabel = "N",
      defaultValue = "64",
      description = "To decode; by default ${DEFAULT-VALUE}, 0 for none.")
  private int questions;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description = "In which all are decoded; by default ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(names = "--threads", paramLabel = "N", description = "By default the cores.")
  private @Nullable Integer threads;

  @Option(
      names = "--base-precision",
      paramLabel = "NAME",
      defaultValue = "float32",
      description =
          "float32 or bfloat16: of the frozen linear layers; by default ${DEFAULT-VALUE}.")
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls call
  private String basePrecision;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls call
  private DeviceOption device;

  @Option(names = "--json", description = "Print the result as JSON.")
  private boolean json;

  /**
   * The command.
   *
   * @param benchmark what it runs
   */
  public BenchLlamaCommand(
      BiFunction<LanguageModelSettings, Consumer<String>, LanguageModelReport> benchmark) {
    this.benchmark = benchmark;
  }

  @Override
  public Integer call() {
    PrintWriter progress = spec.commandLine().getErr();
    LanguageModelReport report;
    try {
      report =
          benchmark.apply(
              settings(),
              next -> {
                progress.println("measuring: " + next);
                progress.flush();
              });
    } catch (IllegalArgumentException | TokenizerException | DataException unusable) {
      throw new ParameterException(spec.commandLine(), unusable.getMessage(), unusable);
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(BenchJson.of(report).toPrettyString());
    } else {
      BenchLlamaTable.lines(report).forEach(out::println);
    }
    out.flush();
    return ExitCode.OK;
  }

  private LanguageModelSettings settings() {
    return new LanguageModelSettings(
        data,
        tokenizer,
        new LanguageModelSettings.Shape(width, layers),
        new LanguageModelSettings.Adapters(rank, directions, adapterDropout),
        batchSize,
        cutoff,
        steps,
        warmUpSteps,
        questions,
        rounds,
        new LanguageModelSettings.Computing(
            threads == null ? Runtime.getRuntime().availableProcessors() : threads,
            device.device(),
            BasePrecision.named(basePrecision)));
  }
}
