package org.dashsweep.jobs.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.dashsweep.file.Json;
import org.dashsweep.jobs.console.TextTable;
import org.dashsweep.model.ModelException;
import org.dashsweep.verification.TensorCheck;
import org.dashsweep.verification.Verification;
import org.dashsweep.verification.Verifier;
import org.dashsweep.weights.CheckpointException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dash-sweep verify}: whether the models here compute what other software does. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Recomputes the reference.safetensors beside a model, which other software wrote, and shows"
          + " how far each tensor is from it. Ends with 1 if one is beyond its tolerance.",
      "",
      "A diffusers directory of SDXL is verified with its text encoders, autoencoder, schedule,"
          + " sampling and trace-lora.safetensors; a directory with sdxl-more.json with the photos,"
          + " samplings and trainings beside it, and with the models that it names.",
      "",
      "A tolerance of '1e-4 + 1e-5 relative' allows a difference of 1e-4 and, on top, of 1e-5 of the"
          + " reference tensor's largest value. The first part is for values near 0, the second for"
          + " the rounding of large ones."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  dash-sweep verify models/bert-tiny",
      "  dash-sweep verify models/bert-tiny --json"
    })
final class VerifyCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls call
  private CommandSpec spec;

  @Parameters(
      paramLabel = "MODEL_DIR",
      description =
          "A directory with config.json, model.safetensors and, but for a trace,"
              + " reference.safetensors; a GGUF file with reference.safetensors beside it; a directory"
              + " with model_index.json and reference.safetensors, or with sdxl-more.json.")
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls call
  private Path directory;

  @Option(
      names = "--trace",
      paramLabel = "FILE",
      description = {
        "Replay a training run instead: FILE is trace-METHOD.safetensors with inputs, initial values"
            + " and results, beside it lies trace.json with the settings, and MODEL_DIR is the base"
            + " decoder. METHOD is a method's name."
      })
  private @Nullable Path trace;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls call
  private DeviceOption device;

  @Option(names = "--json", description = "Print the differences as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    Verification verification = verify();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(toJson(verification).toPrettyString());
    } else {
      print(out, verification);
    }
    out.flush();
    return verification.passed() ? ExitCode.OK : ExitCode.TRIALS_FAILED;
  }

  private Verification verify() {
    try {
      return trace == null
          ? Verifier.verify(directory, device.device())
          : Verifier.verifyTrace(directory, trace, device.device());
    } catch (CheckpointException | ModelException e) {
      // The message starts with the file at fault.
      throw new ParameterException(
          spec.commandLine(), String.valueOf(e.getMessage()), e, null, directory.toString());
    }
  }

  private static void print(PrintWriter out, Verification verification) {
    out.println("Reference " + verification.reference());
    List<List<String>> cells = new ArrayList<>();
    cells.add(List.of("tensor", "shape", "absolute", "relative", "tolerance", "result"));
    verification.checks().forEach(check -> cells.add(line(check)));
    TextTable.lines(cells).forEach(text -> out.println("  " + text));
    long failed = verification.checks().stream().filter(TensorCheck::failed).count();
    out.println(
        failed == 0
            ? "All is within tolerance"
            : String.format(
                Locale.ROOT,
                "%d of %d tensors beyond tolerance",
                failed,
                verification.checks().size()));
  }

  private static List<String> line(TensorCheck check) {
    String shape = check.shape().toString();
    if (check instanceof TensorCheck.Compared compared) {
      return List.of(
          check.name(),
          shape,
          scientific(compared.largestAbsoluteDifference()),
          scientific(compared.largestRelativeDifference()),
          compared.tolerance().toString(),
          check.failed() ? "BEYOND" : "ok");
    }
    String problem = ((TensorCheck.Incomparable) check).problem();
    return List.of(check.name(), shape, "-", "-", "-", "BEYOND: " + problem);
  }

  private static String scientific(double value) {
    return String.format(Locale.ROOT, "%.2e", value);
  }

  private static ObjectNode toJson(Verification verification) {
    ObjectNode root = Json.MAPPER.createObjectNode();
    root.put("reference", verification.reference());
    root.put("passed", verification.passed());
    for (TensorCheck check : verification.checks()) {
      ObjectNode node = root.withArray("tensors").addObject();
      node.put("name", check.name());
      check.shape().forEach(node.putArray("shape")::add);
      if (check instanceof TensorCheck.Compared compared) {
        node.put("result", check.failed() ? "beyond tolerance" : "within tolerance")
            .put("elements", compared.elements())
            .put("largestAbsoluteDifference", compared.largestAbsoluteDifference())
            .put("largestRelativeDifference", compared.largestRelativeDifference())
            .put("absoluteTolerance", compared.tolerance().absolute())
            .put("relativeTolerance", compared.tolerance().relative());
      } else if (check instanceof TensorCheck.Incomparable incomparable) {
        node.put("result", "beyond tolerance").put("problem", incomparable.problem());
      }
    }
    return root;
  }
}
