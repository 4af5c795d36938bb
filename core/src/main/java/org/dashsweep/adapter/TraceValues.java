package org.dashsweep.adapter;

import java.util.List;
import java.util.Optional;

/** The settings of a reference trace, as its JSON has them; every fault names the key. */
public interface TraceValues {
  /** A whole number above 0. */
  int positiveInteger(String key);

  /** A number above 0. */
  double positive(String key);

  /** Tells whether there is a value. */
  boolean has(String key);

  /** A text. */
  String text(String key);

  /** A whole number of at least 0. */
  int count(String key);

  /**
   * The first group of a pattern in a text.
   *
   * @return empty if there is no such text, or the pattern is not in it
   */
  Optional<String> find(String key, String pattern);

  /** Rows of one of the trace's final tensors of that name, whatever its layer. */
  int rows(AdapterTensor tensor);

  /** A list of texts. */
  List<String> texts(String key);

  /** The settings in an object of these. */
  TraceValues object(String key);
}
