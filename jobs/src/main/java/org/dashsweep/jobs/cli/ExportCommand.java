package org.dashsweep.jobs.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileUtil;
import org.dashsweep.adapter.MethodType;
import org.dashsweep.adapter.Methods;
import org.dashsweep.jobs.storage.ScratchDirectory;
import org.dashsweep.jobs.tables.AdapterStore;
import org.dashsweep.jobs.tables.Outcome;
import org.dashsweep.jobs.tables.ResultStore;
import org.dashsweep.jobs.tables.TableSnapshot;
import org.dashsweep.jobs.tables.TrialRow;
import org.dashsweep.source.Locations;
import org.dashsweep.space.SearchSpace;
import org.dashsweep.trial.TrialExport;
import org.dashsweep.weights.CheckpointException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dash-sweep export}: a trial's adapter for other people's software. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = {
      "Writes the adapter of a trial as PEFT does, or its base model with the adapter merged into"
          + " it as a Hugging Face model.",
      "",
      "LoRA-Dash is a plain LoRA of rank r + s there, which every reader of PEFT's format can load;"
          + " dash_sweep.json and dash_sweep.safetensors beside it keep what training goes on from.",
      "",
      "An adapter of an SDXL has its tensors in the files of diffusers and of kohya too.",
      "--merged is for language models and encoders: it refuses pipelines."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  dash-sweep export 3f2a --from results --out adapter",
      "  dash-sweep export --best lora-dash --task supersense --from results --out adapter",
      "  dash-sweep export 3f2a --from results --out model --merged --models models"
    })
final class ExportCommand implements Callable<Integer> {
  private static final int IDS_SHOWN = 5;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls call
  private CommandSpec spec;

  @Parameters(
      paramLabel = "TRIAL",
      arity = "0..1",
      description = {
        "The trial's id, or as much of its start as no other trial's has. --best chooses one"
            + " without."
      })
  private @Nullable String trial;

  @Option(
      names = "--best",
      paramLabel = "METHOD",
      description = {
        "The best trial of this method, as run --keep-adapters best chooses it: by its metric on"
            + " the validation split if there is one, otherwise on the rows that are reported."
      })
  private @Nullable String best;

  @Option(
      names = "--task",
      paramLabel = "TASK",
      description = "With --best, the task. Needed if trials of the method are on several.")
  private @Nullable String task;

  @Option(
      names = "--from",
      paramLabel = "OUT",
      required = true,
      description = "Where the run left its tables: a path, or the URI of a Hadoop file system.")
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls call
  private String results;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "A directory of this machine to write to: a new or an empty one.")
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls call
  private Path directory;

  @Option(
      names = "--merged",
      description = "Write the base model with the adapter merged into it. It has to be at hand.")
  private boolean merged;

  @Mixin private ModelOptions modelOptions = new ModelOptions();

  @Mixin private HadoopOptions hadoopOptions = new HadoopOptions();

  @Override
  public Integer call() throws IOException {
    Configuration hadoop = hadoopOptions.configuration();
    requireOneChoice();
    ResultStore store = OutputOption.existing("--from", results, hadoop, spec);
    TableSnapshot snapshot = store.snapshot();
    DamageLines.print(snapshot.damage(), spec.commandLine().getErr());
    AdapterStore adapters = new AdapterStore(store);
    PrintWriter out = spec.commandLine().getOut();
    TrialRow row = chosen(snapshot, adapters, out);
    requireEmpty();
    Files.createDirectories(directory);
    if (merged) {
      Locations locations = modelOptions.locations(null, hadoop, spec.commandLine().getErr());
      writeMerged(row, adapters, locations, out);
    } else {
      adapters.fetch(row.trialId(), directory);
      print(out, row, "Adapter", TrialExport.read(directory).remarks());
    }
    return ExitCode.OK;
  }

  private void writeMerged(
      TrialRow row, AdapterStore adapters, Locations locations, PrintWriter out)
      throws IOException {
    Path fetched = ScratchDirectory.create("adapter-");
    try {
      adapters.fetch(row.trialId(), fetched);
      TrialExport export = TrialExport.read(fetched, "TRIAL " + row.trialId());
      export.writeMerged(
          directory,
          String.valueOf(row.parameter(SearchSpace.MODEL.name())),
          row.modelFingerprint(),
          locations);
      print(out, row, "Merged model", export.mergedRemarks());
    } catch (CheckpointException e) {
      deleteIfEmpty(directory);
      // The message starts with the file or the model at fault.
      throw new ParameterException(
          spec.commandLine(), String.valueOf(e.getMessage()), e, null, row.trialId());
    } finally {
      FileUtil.fullyDelete(fetched.toFile());
    }
  }

  /** A refusal leaves nothing behind. */
  private static void deleteIfEmpty(Path directory) throws IOException {
    boolean empty;
    try (Stream<Path> files = Files.list(directory)) {
      empty = files.findAny().isEmpty();
    }
    if (empty) {
      Files.delete(directory);
    }
  }

  private void requireOneChoice() {
    if ((trial == null) == (best == null)) {
      throw new ParameterException(
          spec.commandLine(),
          trial == null
              ? "TRIAL is missing: give a trial's id, or --best METHOD"
              : String.format(Locale.ROOT, "--best %s: give either this or TRIAL %s", best, trial));
    }
    if (task != null && best == null) {
      throw new ParameterException(
          spec.commandLine(),
          String.format(Locale.ROOT, "--task %s has no effect without --best", task));
    }
  }

  private TrialRow chosen(TableSnapshot snapshot, AdapterStore adapters, PrintWriter out)
      throws IOException {
    if (trial != null) {
      TrialRow row = row(trial, snapshot);
      requireKept(row, adapters);
      return row;
    }
    try {
      BestTrial found =
          BestTrial.find(snapshot, Objects.requireNonNull(best), task, adapters.trials());
      requireKept(found, adapters);
      out.println(found.sentence());
      return found.row();
    } catch (BestTrial.NotFoundException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private void requireKept(BestTrial found, AdapterStore adapters) throws IOException {
    @Nullable TrialRow kept = found.kept();
    if (kept != null && !kept.equals(found.row())) {
      throw new ParameterException(
          spec.commandLine(),
          String.format(
              Locale.ROOT,
              "--best %s: %s. Its adapter was not kept; of those that were, that of trial %s is the best: export it by its id, or run the sweep with --keep-adapters all into another directory",
              best,
              found.sentence(),
              kept.trialId()));
    }
    requireKept(found.row(), adapters);
  }

  private TrialRow row(String trial, TableSnapshot snapshot) throws IOException {
    List<TrialRow> found =
        snapshot.rows().stream().filter(row -> row.trialId().startsWith(trial)).toList();
    if (found.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          String.format(
              Locale.ROOT,
              "TRIAL %s: no id of a trial in %s starts with it; the column trial_id of its table trials has them",
              trial,
              results));
    }
    if (found.size() == 1) {
      return found.get(0);
    }
    return found.stream()
        .filter(row -> row.trialId().equals(trial))
        .findFirst()
        .orElseThrow(() -> ambiguous(trial, found));
  }

  private ParameterException ambiguous(String trial, List<TrialRow> found) {
    String ids =
        found.stream().limit(IDS_SHOWN).map(TrialRow::trialId).collect(Collectors.joining(", "));
    return new ParameterException(
        spec.commandLine(),
        String.format(
            Locale.ROOT,
            "TRIAL %s: %d ids start with it: %s%s; give more of one",
            trial,
            found.size(),
            ids,
            found.size() > IDS_SHOWN ? ", …" : ""));
  }

  private void requireKept(TrialRow row, AdapterStore adapters) throws IOException {
    if (row.outcome() instanceof Outcome.Stopped stopped) {
      throw new ParameterException(
          spec.commandLine(),
          String.format(
              Locale.ROOT,
              "TRIAL %s: it was stopped early, after step %d, and has no adapter; run it in a sweep without explore",
              row.trialId(),
              stopped.stoppedStep()));
    }
    if (row.outcome() instanceof Outcome.Failed failed) {
      throw new ParameterException(
          spec.commandLine(),
          String.format(
              Locale.ROOT,
              "TRIAL %s: it failed and has no adapter: %s",
              row.trialId(),
              failed.failureMessage()));
    }
    String method = String.valueOf(row.parameter(SearchSpace.METHOD.name()));
    if (!Methods.named(method).map(MethodType::trains).orElse(true)) {
      throw new ParameterException(
          spec.commandLine(),
          String.format(
              Locale.ROOT,
              "TRIAL %s: method %s trains nothing, so there is no adapter: use the model itself",
              row.trialId(),
              method));
    }
    if (!adapters.has(row.trialId())) {
      throw new ParameterException(
          spec.commandLine(),
          String.format(
              Locale.ROOT,
              "TRIAL %s: %s has no adapter of it: only the best of its kind is kept unless it runs with --keep-adapters all; run it again into another directory",
              row.trialId(),
              results));
    }
  }

  private void requireEmpty() throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    if (!Files.isDirectory(directory)) {
      throw new ParameterException(
          spec.commandLine(),
          String.format(Locale.ROOT, "--out %s: is a file; give a directory", directory));
    }
    try (Stream<Path> files = Files.list(directory)) {
      if (files.findAny().isPresent()) {
        throw new ParameterException(
            spec.commandLine(),
            String.format(Locale.ROOT, "--out %s: is not empty; give a new directory", directory));
      }
    }
  }

  private void print(PrintWriter out, TrialRow row, String what, List<String> remarks) {
    out.println(String.format(Locale.ROOT, "%s of trial %s in %s", what, row.trialId(), directory));
    remarks.forEach(remark -> out.println("  " + remark));
    out.flush();
  }
}
