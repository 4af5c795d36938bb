package org.dashsweep.jobs.report;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;

/**
 * Charts side by side that share a legend, such as one for each data set.
 *
 * @param title of all of them
 * @param caption what a point is
 * @param panels at least one
 */
record Figure(String title, @JsonIgnore String caption, List<Chart> panels) {
  Figure {
    panels = List.copyOf(panels);
    if (panels.isEmpty()) {
      throw new IllegalArgumentException("a figure needs a panel: " + title);
    }
  }

  /** Returns the figure of these panels, or none if there are none. */
  static List<Figure> of(String title, String caption, List<Chart> panels) {
    return panels.isEmpty() ? List.of() : List.of(new Figure(title, caption, panels));
  }

  /** Returns the id of its element in the page. */
  String id() {
    return "figure-" + panels.get(0).id();
  }
}
