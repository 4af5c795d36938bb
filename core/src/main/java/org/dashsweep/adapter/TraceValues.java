package org.dashsweep.adapter;

import java.util.List;

/** The settings of a reference trace, as its JSON has them; every fault names the key. */
public interface TraceValues {
  /** A whole number above 0. */
  int positiveInteger(String key);

  /** A number above 0. */
  double positive(String key);

  /** A list of texts. */
  List<String> texts(String key);

  /** The settings in an object of these. */
  TraceValues object(String key);
}
