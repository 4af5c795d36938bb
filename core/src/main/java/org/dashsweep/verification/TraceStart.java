package org.dashsweep.verification;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.dashsweep.adapter.AdaptedBase;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.adapter.AdapterTensor;
import org.dashsweep.adapter.LinearLayer;
import org.dashsweep.adapter.Method;
import org.dashsweep.adapter.SignPair;
import org.dashsweep.adapter.TrainingClock;
import org.dashsweep.tensor.Tensor;

/**
 * Gives adapters the initial values of a trace. What a method computes from W it computes here too:
 * that is compared, up to the signs of directions.
 */
final class TraceStart implements TracedModel.Start {
  private static final String INITIAL = "init.";
  private static final String FROZEN = "frozen.";
  private static final String BEFORE_LAUNCH = "prelaunch.";

  private final ReferenceFile trace;
  private final Method method;
  private final AdaptedBase base;
  private final Checks checks;

  TraceStart(ReferenceFile trace, Method method, AdaptedBase base, Checks checks) {
    this.trace = trace;
    this.method = method;
    this.base = base;
    this.checks = checks;
  }

  @Override
  public void set(AdapterSet adapters) {
    if (!trace.startingWith(BEFORE_LAUNCH).isEmpty()) {
      launch(adapters);
    }
    List<SignPair> computed =
        method.signPairs().stream()
            .filter(pair -> adapters.layers().stream().allMatch(l -> trains(adapters, l, pair)))
            .toList();
    for (LinearLayer layer : adapters.layers()) {
      for (SignPair pair : computed) {
        Signs.align(trace, INITIAL, base, adapters, layer, pair);
      }
      for (AdapterTensor tensor : method.type().tensors()) {
        Optional<Tensor> own = adapters.find(layer, tensor);
        if (own.isPresent()) {
          set(layer, tensor, own.get(), has(computed, tensor));
        }
      }
    }
  }

  private static boolean trains(AdapterSet adapters, LinearLayer layer, SignPair pair) {
    return adapters.trainedByName().containsKey(pair.columns().of(layer));
  }

  private static boolean has(List<SignPair> pairs, AdapterTensor tensor) {
    return pairs.stream()
        .anyMatch(
            pair ->
                pair.columns().name().equals(tensor.name())
                    || pair.rows().name().equals(tensor.name()));
  }

  /** Launches from the factors that the trace has from before. */
  private void launch(AdapterSet adapters) {
    for (LinearLayer layer : adapters.layers()) {
      for (AdapterTensor tensor : method.type().tensors()) {
        find(BEFORE_LAUNCH, layer, tensor)
            .ifPresent(name -> put(name, adapters.get(layer, tensor)));
      }
    }
    long launch = method.updatesBeforeLaunch();
    method.beforeForward(adapters, base, TrainingClock.at(launch, launch));
    // What follows from them is in the initial values.
    for (String name : trace.startingWith(BEFORE_LAUNCH)) {
      if (name.endsWith(".rates")) {
        trace.floats(name);
      } else if (name.endsWith(".directions")) {
        trace.longs(name, trace.shape(name).get(0));
      }
    }
  }

  private void set(LinearLayer layer, AdapterTensor tensor, Tensor own, boolean computed) {
    if (tensor.ofAllLayers() && tensor.drawn()) {
      // A table of all layers is set when all of them are there.
      return;
    }
    Optional<String> initial = find(INITIAL, layer, tensor);
    if (initial.isPresent() && computed) {
      checks.compare(
          initial.get(), own.floats(), trace.shape(initial.get()), Tolerances.METHOD_TENSOR);
    } else if (initial.isPresent()) {
      put(initial.get(), own);
    } else if (tensor.drawn()) {
      throw trace.problem(
          INITIAL + base.checkpointName(layer) + "." + tensor.firstTrace().orElse(tensor.name()),
          "is missing: it starts at random");
    } else if (tensor.peft() == null) {
      find(FROZEN, layer, tensor).ifPresent(name -> put(name, own));
    }
  }

  private Optional<String> find(String prefix, LinearLayer layer, AdapterTensor tensor) {
    return TracedTensors.names(base, layer, tensor)
        .map(name -> prefix + name)
        .filter(trace::has)
        .findFirst();
  }

  /** Sets a tensor; of one for several layers each takes the first rows and columns. */
  private void put(String name, Tensor own) {
    float[] values = trace.floats(name);
    List<Long> given = trace.shape(name);
    long[] wanted = own.shape();
    if (given.size() == 2
        && wanted.length == 2
        && given.get(0) >= wanted[0]
        && given.get(1) >= wanted[1]
        && name.startsWith(FROZEN)) {
      own.set(corner(values, given.get(1), wanted));
      return;
    }
    if (values.length != own.elements()
        || (given.size() == wanted.length
            && !given.equals(Arrays.stream(wanted).boxed().toList()))) {
      throw trace.problem(
          name,
          String.format(Locale.ROOT, "must have shape %s, not %s", Arrays.toString(wanted), given));
    }
    own.set(values);
  }

  private static float[] corner(float[] values, long columns, long[] shape) {
    int width = Math.toIntExact(shape[1]);
    float[] corner = new float[Math.toIntExact(shape[0] * width)];
    for (int row = 0; row < shape[0]; row++) {
      System.arraycopy(values, Math.toIntExact(row * columns), corner, row * width, width);
    }
    return corner;
  }
}
