package org.dashsweep.adapter;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Names one of the tensors that a method adds to a layer, here and in other software's files.
 *
 * @param name in an {@link AdapterSet} and, behind {@code LAYER.}, in {@code linear.py}
 * @param peft the end of its name in PEFT's files, behind the module's; null if it is not there
 * @param traces its names in reference traces, behind {@code final.LAYER.} and {@code init.LAYER.},
 *     of which a trace has one; {@code ../} before it stands for the module around the layer, and
 *     {@code /} for a tensor of all layers
 * @param drawn whether it starts at random, so that a trace has to give its initial value
 */
public record AdapterTensor(
    String name, @Nullable String peft, List<String> traces, boolean drawn) {
  private static final String PARENT = "../";
  private static final String ROOT = "/";

  public AdapterTensor {
    traces = List.copyOf(traces);
  }

  /** Its full name in an {@link AdapterSet}. */
  public String of(LinearLayer layer) {
    return layer.name() + "." + name;
  }

  /** A tensor that no other software's files have. */
  public static AdapterTensor named(String name) {
    return new AdapterTensor(name, null, List.of(), false);
  }

  /** The same, in PEFT's files under this end of a name. */
  public AdapterTensor inPeft(String end) {
    return new AdapterTensor(name, end, traces, drawn);
  }

  /** The same, in traces under one of these names. */
  public AdapterTensor inTraces(String... names) {
    return new AdapterTensor(name, peft, List.of(names), drawn);
  }

  /** The same, with an initial value that traces have to give. */
  public AdapterTensor startingAtRandom() {
    return new AdapterTensor(name, peft, traces, true);
  }

  /** Returns the names that a trace may have it under for a layer, without a prefix. */
  public Stream<String> traced(String layer) {
    return traces.stream().map(trace -> traced(layer, trace));
  }

  private static String traced(String layer, String trace) {
    if (trace.startsWith(ROOT)) {
      return trace.substring(ROOT.length());
    }
    return trace.startsWith(PARENT)
        ? layer.substring(0, layer.lastIndexOf('.') + 1) + trace.substring(PARENT.length())
        : layer + "." + trace;
  }

  /** Tells whether a trace has one tensor of all layers. */
  public boolean ofAllLayers() {
    return traces.stream().anyMatch(trace -> trace.startsWith(ROOT));
  }

  /** Returns its first name in traces, if it has one. */
  public Optional<String> firstTrace() {
    return traces.stream().findFirst();
  }
}
