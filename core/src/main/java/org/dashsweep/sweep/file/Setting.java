package org.dashsweep.sweep.file;

import org.dashsweep.space.Expression;

/** One value as a sweep file gives it, before it is part of a configuration. */
sealed interface Setting {
  SourceLocation place();

  /** A canonical value. */
  record Literal(SourceLocation place, Object value) implements Setting {}

  /**
   * Arithmetic over other parameters of the configuration.
   *
   * @param text as it was written
   */
  record Computed(SourceLocation place, String text, Expression expression) implements Setting {}

  /** A value with a problem that has been reported: whatever follows from it is not. */
  record Unreadable(SourceLocation place) implements Setting {}

  /** Equal for settings that always give the same value. */
  default Object content() {
    if (this instanceof Literal literal) {
      return literal.value();
    }
    return this instanceof Computed computed ? computed.expression() : this;
  }
}
