package org.dashsweep.verification;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.dashsweep.adapter.Method;
import org.dashsweep.adapter.MethodType;
import org.dashsweep.adapter.Methods;
import org.dashsweep.adapter.TraceValues;
import org.dashsweep.file.GitLfsPointer;
import org.dashsweep.file.Json;
import org.dashsweep.model.ConfigReader;
import org.dashsweep.train.AdamWSettings;
import org.dashsweep.train.LearningRateSchedule;
import org.dashsweep.train.TrainingSettings;
import org.dashsweep.weights.CheckpointException;

/**
 * Training settings of the runs of a {@code trace.json}.
 *
 * @param source the file, for messages
 * @param batch examples of a step
 * @param length tokens of an example, padding included
 */
record TraceSettings(
    String source,
    int steps,
    int batch,
    int length,
    AdamWSettings optimizer,
    LearningRateSchedule schedule,
    Method method) {
  private static final String FILE = "trace.json";
  private static final Pattern TRACE = Pattern.compile("trace-(.+)\\.safetensors");
  private static final Pattern OPTIMIZER =
      Pattern.compile("AdamW\\(beta1 (\\S+), beta2 (\\S+), eps (\\S+), weight_decay (\\S+)\\)");
  private static final Pattern SCHEDULE =
      Pattern.compile("linear, warmup (\\d+) steps, to 0 at step (\\d+)");

  /**
   * Reads the {@code trace.json} beside a trace.
   *
   * @param trace whose name says the method: {@code trace-METHOD.safetensors}
   */
  static TraceSettings read(Path trace) {
    Path file = trace.resolveSibling(FILE);
    Function<TraceValues, Method> method = method(trace);
    try {
      return new Reader(file.toString(), new ConfigReader(file.toString(), parse(file)))
          .read(method);
    } catch (IllegalArgumentException e) {
      throw new CheckpointException(file.toString(), "is not usable: " + e.getMessage(), e);
    }
  }

  /** Returns the settings of a training; without dropout nothing is drawn from the seed. */
  TrainingSettings training() {
    return new TrainingSettings(steps, batch, schedule, optimizer, 0);
  }

  /** The fault that these settings are not for this model. */
  CheckpointException misfit(IllegalArgumentException cause) {
    return new CheckpointException(source, "does not fit the model: " + cause.getMessage(), cause);
  }

  private static Function<TraceValues, Method> method(Path trace) {
    Matcher name = TRACE.matcher(String.valueOf(trace.getFileName()));
    if (!name.matches()) {
      throw new CheckpointException(
          trace.toString(), "is not called trace-METHOD.safetensors, so its method is not known");
    }
    return Methods.named(name.group(1))
        .flatMap(MethodType::traced)
        .orElseThrow(
            () ->
                new CheckpointException(
                    trace.toString(),
                    String.format(
                        Locale.ROOT,
                        "is a trace of the method %s; those of %s can be replayed",
                        name.group(1),
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

  private record Reader(String source, ConfigReader values) {
    TraceSettings read(Function<TraceValues, Method> method) {
      return new TraceSettings(
          source,
          values.positiveInteger("steps"),
          values.positiveInteger("batch"),
          values.positiveInteger("length"),
          optimizer(),
          schedule(),
          method(method));
    }

    private AdamWSettings optimizer() {
      Matcher text = matched("optimizer", OPTIMIZER);
      return new AdamWSettings(
          Double.parseDouble(text.group(1)),
          Double.parseDouble(text.group(2)),
          Double.parseDouble(text.group(3)),
          Double.parseDouble(text.group(4)),
          values.positive("max_grad_norm"));
    }

    private LearningRateSchedule schedule() {
      Matcher text = matched("schedule", SCHEDULE);
      return new LearningRateSchedule(
          LearningRateSchedule.Shape.LINEAR,
          values.positive("lr"),
          Integer.parseInt(text.group(1)),
          Integer.parseInt(text.group(2)));
    }

    private Matcher matched(String key, Pattern form) {
      Matcher text = form.matcher(values.text(key));
      if (!text.matches()) {
        throw values.problem(key, "must be of the form " + form);
      }
      return text;
    }

    private Method method(Function<TraceValues, Method> method) {
      if (values.fraction("dropout") > 0) {
        throw values.problem("dropout", "must be 0: masks cannot be replayed");
      }
      return method.apply(new Values(values));
    }
  }

  private record Values(ConfigReader config) implements TraceValues {
    @Override
    public int positiveInteger(String key) {
      return config.positiveInteger(key);
    }

    @Override
    public double positive(String key) {
      return config.positive(key);
    }

    @Override
    public List<String> texts(String key) {
      return config.texts(key);
    }

    @Override
    public TraceValues object(String key) {
      return new Values(config.object(key));
    }
  }
}
