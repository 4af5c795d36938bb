package org.dashsweep.adapter;

import org.jspecify.annotations.Nullable;

/**
 * Names one of the tensors that a method adds to a layer, here and in other software's files.
 *
 * @param name in an {@link AdapterSet} and, behind {@code LAYER.}, in {@code linear.py}
 * @param peft the end of its name in PEFT's files, behind the module's; null if it is not there
 * @param trace its name in a reference trace, behind {@code final.LAYER.}; null if it is not there
 * @param initial its name in a reference trace, behind {@code init.LAYER.}; null where it starts
 *     from what the base and the settings say
 */
public record AdapterTensor(
    String name, @Nullable String peft, @Nullable String trace, @Nullable String initial) {
  /** Its full name in an {@link AdapterSet}. */
  public String of(LinearLayer layer) {
    return layer.name() + "." + name;
  }

  /** A tensor that no other software's files have. */
  public static AdapterTensor named(String name) {
    return new AdapterTensor(name, null, null, null);
  }

  /** The same, in PEFT's files under this end of a name. */
  public AdapterTensor inPeft(String end) {
    return new AdapterTensor(name, end, trace, initial);
  }

  /** The same, among the results of traces. */
  public AdapterTensor inTraces(String result) {
    return new AdapterTensor(name, peft, result, initial);
  }

  /** The same, among the initial values of traces. */
  public AdapterTensor startingAs(String start) {
    return new AdapterTensor(name, peft, trace, start);
  }
}
