package org.dashsweep.trial;

import ai.djl.engine.EngineException;

/** Runs out of memory at its first calls, as the engine does. */
public final class OutOfMemory implements TrialListener {
  private int left;

  /** So many times. */
  public OutOfMemory(int times) {
    this.left = times;
  }

  @Override
  public void evaluated(int done, int total) {
    if (left > 0) {
      left--;
      throw new EngineException("CUDA out of memory. Tried to allocate 1024.00 GiB");
    }
  }
}
