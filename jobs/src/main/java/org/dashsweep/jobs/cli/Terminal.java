package org.dashsweep.jobs.cli;

import java.io.PrintWriter;
import org.dashsweep.jobs.progress.LiveView;
import org.dashsweep.jobs.progress.PlainView;
import org.dashsweep.jobs.progress.ProgressView;

/** Whether the output is a terminal that can be drawn on. */
final class Terminal {
  /** Set by the start script, which can test its output; Java 17 has no sure way to. */
  private static final String PROPERTY = "dashsweep.terminal";

  private Terminal() {}

  static ProgressView view(PrintWriter out) {
    return isInteractive() ? new LiveView(out) : new PlainView(out, PlainView.INTERVAL);
  }

  private static boolean isInteractive() {
    return Boolean.getBoolean(PROPERTY) && !"dumb".equals(System.getenv("TERM"));
  }
}
