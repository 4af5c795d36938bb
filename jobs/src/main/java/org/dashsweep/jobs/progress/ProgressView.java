package org.dashsweep.jobs.progress;

/** Shows a sweep's progress somewhere. Called by one thread. */
public interface ProgressView {
  /** Called several times a second. */
  void show(ProgressSnapshot snapshot);

  /** Called once, after the last trial ended or the run was broken off. */
  void finish(ProgressSnapshot snapshot);
}
