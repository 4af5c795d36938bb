package org.dashsweep.jobs.storage;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The checkpoint of one trial while it runs. The native library writes to a directory of this
 * machine; this brings it to where the next attempt finds it, whichever machine that is on.
 */
public interface TrialCheckpoints extends AutoCloseable {
  /** Where the trial reads and writes its checkpoint: holds what an earlier attempt left. */
  Path directory();

  /**
   * To be called when the trial has written one. Returns at once; of several in a row only the last
   * one may be kept.
   */
  void written();

  /** Deletes it, here and there: the next attempt starts afresh, or there is none. */
  void discard() throws IOException;

  /**
   * Ends this machine's part: waits until what was written last is where it belongs, or could not
   * be brought there, which is logged; the one before it is there then.
   */
  @Override
  void close();
}
