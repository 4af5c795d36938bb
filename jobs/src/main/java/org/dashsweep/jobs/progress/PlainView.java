package org.dashsweep.jobs.progress;

import java.io.PrintWriter;
import java.time.Duration;

/**
 * Lines for logs and pipes: one whenever a trial ends, and every few seconds where the sweep is.
 */
public final class PlainView implements ProgressView {
  /** Time between two reports of where the sweep is. */
  public static final Duration INTERVAL = Duration.ofSeconds(10);

  private final PrintWriter out;
  private final Duration interval;
  private Duration lastReport = Duration.ZERO;

  public PlainView(PrintWriter out, Duration interval) {
    this.out = out;
    this.interval = interval;
  }

  @Override
  public void show(ProgressSnapshot snapshot) {
    boolean news = showNews(snapshot);
    if (news || snapshot.elapsed().minus(lastReport).compareTo(interval) >= 0) {
      lastReport = snapshot.elapsed();
      out.println(ProgressText.overall(snapshot));
      snapshot.running().forEach(trial -> out.println("        " + ProgressText.running(trial)));
      out.flush();
    }
  }

  @Override
  public void finish(ProgressSnapshot snapshot) {
    if (showNews(snapshot)) {
      out.println(ProgressText.overall(snapshot));
    }
    out.flush();
  }

  private boolean showNews(ProgressSnapshot snapshot) {
    snapshot.notes().forEach(note -> out.println(ProgressText.note(note)));
    snapshot.ended().forEach(trial -> out.println(ProgressText.ended(trial)));
    return !snapshot.ended().isEmpty() || !snapshot.notes().isEmpty();
  }
}
