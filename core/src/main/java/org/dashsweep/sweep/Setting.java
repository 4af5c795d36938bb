package org.dashsweep.sweep;

/** One value as a sweep file gives it, before it is part of a cell. */
sealed interface Setting {
  Place place();

  /** A canonical value. */
  record Literal(Place place, Object value) implements Setting {}

  /**
   * Arithmetic over other parameters of the cell.
   *
   * @param text as it was written
   */
  record Computed(Place place, String text, Expression expression) implements Setting {}

  /** A value with a problem that has been reported: whatever follows from it is not. */
  record Unreadable(Place place) implements Setting {}

  /** Equal for settings that always give the same value. */
  default Object content() {
    if (this instanceof Literal literal) {
      return literal.value();
    }
    return this instanceof Computed computed ? computed.expression() : this;
  }
}
