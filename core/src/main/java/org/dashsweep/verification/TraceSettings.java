package org.dashsweep.verification;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.dashsweep.adapter.Method;
import org.dashsweep.adapter.MethodType;
import org.dashsweep.adapter.Methods;
import org.dashsweep.adapter.TraceValues;
import org.dashsweep.file.GitLfsPointer;
import org.dashsweep.file.Json;
import org.dashsweep.model.ConfigReader;
import org.dashsweep.model.PositionAdapters;
import org.dashsweep.train.AdamWSettings;
import org.dashsweep.train.LearningRateSchedule;
import org.dashsweep.train.TrainingSettings;
import org.dashsweep.weights.CheckpointException;

/**
 * Training settings of a reference trace, and what it says of its tensors.
 *
 * @param source the file, for messages
 * @param batch examples of a step
 * @param length tokens of an example, padding included
 * @param positions projections of relative positions that saw the adapters
 * @param trained names of all that trained, in the order of {@code norms} and {@code samples};
 *     empty if the settings do not say
 * @param notComparable those of them whose gradient is rounding
 */
record TraceSettings(
    String source,
    int steps,
    int batch,
    int length,
    AdamWSettings optimizer,
    LearningRateSchedule schedule,
    Method method,
    PositionAdapters positions,
    List<String> trained,
    Set<String> notComparable) {
  private static final String FILE = "trace.json";
  private static final String METHODS_FILE = "trace-methods.json";
  private static final Pattern TRACE = Pattern.compile("trace-(.+)\\.safetensors");
  private static final Pattern OPTIMIZER =
      Pattern.compile(
          "AdamW\\((?:beta1 )?(\\S+), (?:beta2 )?(\\S+), eps (\\S+), weight_decay (\\S+)\\)");
  private static final Pattern SCHEDULE =
      Pattern.compile("linear, warmup (\\d+) steps, to 0 at step (\\d+)");

  /** The sentence by which a trace says that positions' queries were projected without adapters. */
  private static final Pattern KEYS_ONLY = Pattern.compile("position queries (pass \\S+ )?without");

  TraceSettings {
    trained = List.copyOf(trained);
    notComparable = Set.copyOf(notComparable);
  }

  /**
   * Reads the settings beside a trace: those of {@code trace-methods.json} that name its file, or
   * {@code trace.json}, which is of all traces there.
   *
   * @param trace whose name says the method if the settings do not: {@code
   *     trace-METHOD.safetensors}
   * @param values its tensors
   */
  static TraceSettings read(Path trace, ReferenceFile values) {
    Path several = trace.resolveSibling(METHODS_FILE);
    Optional<JsonNode> own =
        Files.exists(several) ? entry(parse(several), trace) : Optional.empty();
    Path file = own.isPresent() ? several : trace.resolveSibling(FILE);
    JsonNode settings = own.orElseGet(() -> parse(file));
    Function<TraceValues, Method> method =
        method(
            trace,
            settings.hasNonNull("method") ? settings.path("method").asText() : methodOf(trace));
    try {
      return new Reader(file.toString(), new ConfigReader(file.toString(), settings), values)
          .read(method);
    } catch (IllegalArgumentException e) {
      throw new CheckpointException(file.toString(), "is not usable: " + e.getMessage(), e);
    }
  }

  private static Optional<JsonNode> entry(JsonNode settings, Path trace) {
    String name = String.valueOf(trace.getFileName());
    return StreamSupport.stream(settings.path("traces").spliterator(), false)
        .filter(entry -> name.equals(entry.path("file").asText()))
        .findFirst();
  }

  /** Returns the settings of a training; without dropout nothing is drawn from the seed. */
  TrainingSettings training() {
    return new TrainingSettings(steps, batch, schedule, optimizer, 0);
  }

  /** The fault that these settings are not for this model. */
  CheckpointException misfit(IllegalArgumentException cause) {
    return new CheckpointException(source, "does not fit the model: " + cause.getMessage(), cause);
  }

  private static String methodOf(Path trace) {
    Matcher name = TRACE.matcher(String.valueOf(trace.getFileName()));
    if (!name.matches()) {
      throw new CheckpointException(
          trace.toString(), "is not called trace-METHOD.safetensors, so its method is not known");
    }
    return name.group(1);
  }

  private static Function<TraceValues, Method> method(Path trace, String name) {
    return Methods.named(name)
        .flatMap(MethodType::traced)
        .orElseThrow(
            () ->
                new CheckpointException(
                    trace.toString(),
                    String.format(
                        Locale.ROOT,
                        "is a trace of the method %s; those of %s can be replayed",
                        name,
                        Methods.ALL.stream()
                            .filter(type -> type.traced().isPresent())
                            .map(MethodType::name)
                            .collect(Collectors.joining(", ")))));
  }

  private static JsonNode parse(Path file) {
    try {
      GitLfsPointer.refuse(file, CheckpointException::new);
      return Json.MAPPER.readTree(file.toFile());
    } catch (JsonProcessingException e) {
      throw new CheckpointException(
          file.toString(), "is not valid JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new CheckpointException(
          file.toString(), "cannot be read; it has to lie beside the trace: " + e.getMessage(), e);
    }
  }

  /** Reads the optimiser and the gradients' largest norm. */
  static AdamWSettings optimizer(ConfigReader values) {
    Matcher text = matched(values, "optimizer", OPTIMIZER);
    return new AdamWSettings(
        Double.parseDouble(text.group(1)),
        Double.parseDouble(text.group(2)),
        Double.parseDouble(text.group(3)),
        Double.parseDouble(text.group(4)),
        values.positive("max_grad_norm"));
  }

  private static Matcher matched(ConfigReader values, String key, Pattern form) {
    Matcher text = form.matcher(values.text(key));
    if (!text.matches()) {
      throw values.problem(key, "must be of the form " + form);
    }
    return text;
  }

  private record Reader(String source, ConfigReader values, ReferenceFile tensors) {
    TraceSettings read(Function<TraceValues, Method> method) {
      return new TraceSettings(
          source,
          values.positiveInteger("steps"),
          values.positiveInteger("batch"),
          values.positiveInteger("length"),
          optimizer(values),
          schedule(),
          method(method),
          keysOnly() ? PositionAdapters.KEYS_ONLY : PositionAdapters.BOTH,
          values.has("trained") ? values.texts("trained") : List.of(),
          values.has("not_comparable") ? Set.copyOf(values.texts("not_comparable")) : Set.of());
    }

    private boolean keysOnly() {
      return Stream.of("source", "note")
          .filter(values::isText)
          .anyMatch(key -> KEYS_ONLY.matcher(values.text(key)).find());
    }

    private LearningRateSchedule schedule() {
      Matcher text = matched(values, "schedule", SCHEDULE);
      return new LearningRateSchedule(
          LearningRateSchedule.Shape.LINEAR,
          values.positive("lr"),
          Integer.parseInt(text.group(1)),
          Integer.parseInt(text.group(2)));
    }

    private Method method(Function<TraceValues, Method> method) {
      if (values.fraction("dropout") > 0) {
        throw values.problem("dropout", "must be 0: masks cannot be replayed");
      }
      return method.apply(new TracedValues(values, tensors, null));
    }
  }
}
