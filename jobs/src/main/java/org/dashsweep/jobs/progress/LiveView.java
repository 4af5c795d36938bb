package org.dashsweep.jobs.progress;

import java.io.PrintWriter;

/**
 * A block of lines at the bottom of a terminal, drawn anew in place; trials that end scroll away
 * above it.
 */
public final class LiveView implements ProgressView {
  private static final String ESCAPE = "\u001b[";
  private static final int BAR_WIDTH = 24;

  private final PrintWriter out;
  private int linesDrawn;
  private int endedShown;

  public LiveView(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void show(ProgressSnapshot snapshot) {
    draw(snapshot);
  }

  @Override
  public void finish(ProgressSnapshot snapshot) {
    draw(snapshot);
  }

  private void draw(ProgressSnapshot snapshot) {
    StringBuilder frame = new StringBuilder();
    if (linesDrawn > 0) {
      frame.append(ESCAPE).append(linesDrawn).append('F');
    }
    // From here to the end of the screen; then cut long lines instead of wrapping them, which would
    // make the block higher than it is known to be.
    frame.append(ESCAPE).append("J").append(ESCAPE).append("?7l");
    for (; endedShown < snapshot.ended().size(); endedShown++) {
      ProgressSnapshot.Ended trial = snapshot.ended().get(endedShown);
      String colour = trial.failure() == null ? "32m" : "31m";
      frame.append(ESCAPE).append(colour).append(ProgressText.ended(trial));
      frame.append(ESCAPE).append("0m\n");
    }
    int done = snapshot.done() + snapshot.failed();
    frame.append(ESCAPE).append("1m").append(bar(done, snapshot.cells())).append(' ');
    frame.append(ProgressText.overall(snapshot)).append(ESCAPE).append("0m\n");
    for (ProgressSnapshot.Running trial : snapshot.running()) {
      frame.append("  ").append(bar(trial.step(), trial.totalSteps())).append(' ');
      frame.append(ProgressText.running(trial)).append('\n');
    }
    frame.append(ESCAPE).append("?7h");
    out.print(frame);
    out.flush();
    linesDrawn = 1 + snapshot.running().size();
  }

  private static String bar(int done, int total) {
    int filled = total == 0 ? 0 : (int) ((long) BAR_WIDTH * done / total);
    return "[" + "#".repeat(filled) + "-".repeat(BAR_WIDTH - filled) + "]";
  }
}
