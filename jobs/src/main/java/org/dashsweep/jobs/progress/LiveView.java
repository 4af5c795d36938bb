package org.dashsweep.jobs.progress;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.dashsweep.jobs.console.TerminalWriter;
import org.dashsweep.trial.TrialStatus;

/**
 * A block of lines at the bottom of a terminal, drawn anew in place. Trials that end scroll away
 * above it.
 */
public final class LiveView implements ProgressView {
  private static final String ESCAPE = "\u001b[";
  private static final int BAR_WIDTH = 24;

  /** A block higher than the screen could not be drawn over. */
  private static final int MOST_SHOWN = 16;

  private final TerminalWriter out;
  private int linesDrawn;

  public LiveView(TerminalWriter out) {
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
    for (String note : snapshot.notes()) {
      // Wrapped: it scrolls away above the block.
      frame.append(ESCAPE).append("?7h").append(ESCAPE).append("33m");
      frame.append(ProgressText.note(note));
      frame.append(ESCAPE).append("0m").append(ESCAPE).append("?7l\n");
    }
    for (ProgressSnapshot.Ended trial : snapshot.ended()) {
      frame
          .append(ESCAPE)
          .append(colour(trial.status()))
          .append(TerminalWriter.line(ProgressText.ended(trial)));
      frame.append(ESCAPE).append("0m\n");
    }
    frame.append(ESCAPE).append("1m").append(bar(snapshot.over(), snapshot.cells())).append(' ');
    frame.append(ProgressText.overall(snapshot)).append(ESCAPE).append("0m\n");
    List<ProgressSnapshot.Running> running = snapshot.running();
    linesDrawn = 1;
    for (ProgressSnapshot.Running trial : stalledFirst(running)) {
      frame.append("  ").append(bar(trial)).append(' ');
      String text = TerminalWriter.line(ProgressText.running(trial));
      frame.append(trial.stalled() ? ESCAPE + "33m" + text + ESCAPE + "0m" : text).append('\n');
      linesDrawn++;
    }
    if (running.size() > MOST_SHOWN) {
      frame.append(String.format(Locale.ROOT, "  and %d more\n", running.size() - MOST_SHOWN));
      linesDrawn++;
    }
    frame.append(ESCAPE).append("?7h");
    out.control(frame.toString());
    out.flush();
  }

  private static List<ProgressSnapshot.Running> stalledFirst(
      List<ProgressSnapshot.Running> running) {
    return running.stream()
        .sorted(Comparator.comparing(trial -> !trial.stalled()))
        .limit(MOST_SHOWN)
        .toList();
  }

  private static String colour(TrialStatus status) {
    return switch (status) {
      case SUCCEEDED -> "32m";
      case FAILED -> "31m";
      case STOPPED -> "33m";
    };
  }

  private static String bar(ProgressSnapshot.Running trial) {
    ProgressSnapshot.Evaluation evaluation = trial.evaluation();
    if (evaluation != null) {
      return bar(evaluation.done(), evaluation.total());
    }
    ProgressSnapshot.Updates updates = trial.updates();
    return updates == null ? bar(0, 0) : bar(updates.done(), updates.total());
  }

  private static String bar(int done, int total) {
    int filled = total == 0 ? 0 : (int) ((long) BAR_WIDTH * done / total);
    return "[" + "#".repeat(filled) + "-".repeat(BAR_WIDTH - filled) + "]";
  }
}
