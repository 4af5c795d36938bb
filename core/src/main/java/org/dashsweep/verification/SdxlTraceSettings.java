package org.dashsweep.verification;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dashsweep.adapter.AdapterTensor;
import org.dashsweep.adapter.Method;
import org.dashsweep.adapter.Methods;
import org.dashsweep.adapter.TraceValues;
import org.dashsweep.model.ConfigReader;
import org.dashsweep.model.PositionAdapters;
import org.dashsweep.train.AdamWSettings;
import org.dashsweep.train.LearningRateSchedule;

/** Reads the settings of a trace that trained a U-Net, which JSON beside it tells. */
final class SdxlTraceSettings {
  private static final Pattern OPTIMIZER =
      Pattern.compile(
          "AdamW\\((?:beta1 )?(\\S+), (?:beta2 )?(\\S+), eps (\\S+), weight_decay (\\S+)\\)");

  private SdxlTraceSettings() {}

  /**
   * Reads the settings of the only trace of a reference.
   *
   * @param method of the trace
   * @param source named in messages
   */
  static TraceSettings read(JsonNode json, ReferenceFile trace, String method, String source) {
    ConfigReader values = new ConfigReader(source, json);
    long batch = trace.shape("noise").get(1);
    return read(values, new Values(values, trace, ""), method, (int) batch, List.of());
  }

  /**
   * Reads the settings of one of several traces.
   *
   * @param madeWith the sentence that may say how the launch was counted
   * @param method of the trace
   * @param micro images of a forward pass
   * @param trained names of what trained, in the trace's order
   */
  static TraceSettings read(
      ConfigReader values,
      ReferenceFile trace,
      String madeWith,
      String method,
      int micro,
      List<String> trained) {
    return read(values, new Values(values, trace, madeWith), method, micro, trained);
  }

  private static TraceSettings read(
      ConfigReader values, Values traceValues, String name, int micro, List<String> trained) {
    Method method =
        Methods.named(name).flatMap(type -> type.traced()).orElseThrow().apply(traceValues);
    int steps = values.positiveInteger("steps");
    return new TraceSettings(
        traceValues.tensors().source(),
        steps,
        micro,
        1,
        optimizer(values),
        new LearningRateSchedule(
            LearningRateSchedule.Shape.CONSTANT, values.positive("lr"), 0, steps),
        method,
        PositionAdapters.BOTH,
        trained,
        Set.of());
  }

  private static AdamWSettings optimizer(ConfigReader values) {
    Matcher text = OPTIMIZER.matcher(values.text("optimizer"));
    if (!text.matches()) {
      throw values.problem("optimizer", "must be of the form " + OPTIMIZER);
    }
    return new AdamWSettings(
        Double.parseDouble(text.group(1)),
        Double.parseDouble(text.group(2)),
        Double.parseDouble(text.group(3)),
        Double.parseDouble(text.group(4)),
        values.positive("max_grad_norm"));
  }

  /**
   * The settings as methods read them.
   *
   * @param madeWith the sentence that may say how the launch was counted
   */
  private record Values(ConfigReader config, ReferenceFile tensors, String madeWith)
      implements TraceValues {
    private static final Pattern CALLS = Pattern.compile("warm-up set to (\\d+) forward calls");

    @Override
    public int positiveInteger(String key) {
      return config.positiveInteger(key);
    }

    @Override
    public double positive(String key) {
      return config.positive(key);
    }

    @Override
    public boolean has(String key) {
      return config.has(key);
    }

    @Override
    public String text(String key) {
      return config.text(key);
    }

    @Override
    public int count(String key) {
      return config.count(key);
    }

    /** The only sentence that a method looks for is that of the launch. */
    @Override
    public Optional<String> find(String key, String pattern) {
      Matcher found = CALLS.matcher(madeWith);
      return found.find() ? Optional.of(found.group(1)) : Optional.empty();
    }

    @Override
    public int rows(AdapterTensor tensor) {
      return tensors.startingWith("final.").stream()
          .filter(name -> tensor.traces().stream().anyMatch(end -> name.endsWith("." + end)))
          .findFirst()
          .map(name -> Math.toIntExact(tensors.shape(name).get(0)))
          .orElseThrow(
              () ->
                  tensors.problem(
                      String.format(Locale.ROOT, "final.*.%s", tensor.traces()), "is missing"));
    }

    @Override
    public List<String> texts(String key) {
      return config.texts(key);
    }

    @Override
    public TraceValues object(String key) {
      return new Values(config.object(key), tensors, madeWith);
    }
  }
}
