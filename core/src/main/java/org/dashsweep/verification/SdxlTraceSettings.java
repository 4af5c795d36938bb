package org.dashsweep.verification;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import org.dashsweep.adapter.Method;
import org.dashsweep.adapter.MethodType;
import org.dashsweep.adapter.Methods;
import org.dashsweep.model.ConfigReader;
import org.dashsweep.model.PositionAdapters;
import org.dashsweep.train.LearningRateSchedule;
import org.dashsweep.weights.CheckpointException;

/** Reads the settings of a trace that trained a U-Net, which JSON beside it tells. */
final class SdxlTraceSettings {
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
    return read(values, new TracedValues(values, trace, ""), method, (int) batch, List.of());
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
    return read(values, new TracedValues(values, trace, madeWith), method, micro, trained);
  }

  private static TraceSettings read(
      ConfigReader values, TracedValues traceValues, String name, int micro, List<String> trained) {
    Method method =
        Methods.named(name)
            .flatMap(MethodType::traced)
            .orElseThrow(
                () ->
                    new CheckpointException(
                        traceValues.tensors().source(),
                        "is of the method " + name + ", which no trace can be replayed of"))
            .apply(traceValues);
    int steps = values.positiveInteger("steps");
    return new TraceSettings(
        traceValues.tensors().source(),
        steps,
        micro,
        1,
        TraceSettings.optimizer(values),
        new LearningRateSchedule(
            LearningRateSchedule.Shape.CONSTANT, values.positive("lr"), 0, steps),
        method,
        PositionAdapters.BOTH,
        trained,
        Set.of());
  }
}
