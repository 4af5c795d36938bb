package org.dashsweep.jobs.storage;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The checkpoint of one trial while it runs. The native library writes to a directory of this
 * machine. This class brings the checkpoint to a place where the next attempt finds it, on
 * whichever machine.
 */
public interface TrialCheckpoints extends AutoCloseable {
  /**
   * Returns the directory where the trial reads and writes its checkpoint. It holds the files that
   * an earlier attempt left.
   */
  Path directory();

  /**
   * Takes note that the trial has written a checkpoint. Returns at once; of several in a row only
   * the last one may be kept.
   */
  void written();

  /** Deletes it, here and there: the next attempt starts afresh, or there is none. */
  void discard() throws IOException;

  /**
   * Ends this machine's part. Waits until the last checkpoint has reached its place. If it cannot
   * be brought there, that is logged, and the one before it stays in place.
   */
  @Override
  void close();
}
