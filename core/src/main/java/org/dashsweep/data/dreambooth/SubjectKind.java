package org.dashsweep.data.dreambooth;

import java.util.Locale;

/** Kind of a subject: one of the two for which the data set has prompts. */
public enum SubjectKind {
  /** A thing. */
  OBJECT,
  /** An animal or a person, which wears hats. */
  LIVE;

  /** Such as {@code object}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
