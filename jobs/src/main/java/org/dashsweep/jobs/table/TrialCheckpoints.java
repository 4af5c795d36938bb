package org.dashsweep.jobs.table;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.fs.FileUtil;
import org.jspecify.annotations.Nullable;

/**
 * Where one trial's checkpoint lies: on this machine while the trial runs, and wherever its next
 * attempt looks for it.
 */
public interface TrialCheckpoints {
  /** Their folder in the output directory. */
  String FOLDER = "checkpoints";

  /** The directory that the trial writes its checkpoint to, or null to keep none. */
  @Nullable Path directory();

  /** Brings what an earlier attempt published to {@link #directory}, if there is anything. */
  void fetch() throws IOException;

  /** Called after each checkpoint that the trial wrote: makes it outlive this machine. */
  void publish() throws IOException;

  /** The checkpoint is of no use any more, here or anywhere. */
  void delete() throws IOException;

  /**
   * Those of a trial. On a local output directory they lie in it; elsewhere there are none, because
   * the native library cannot write there.
   */
  static TrialCheckpoints of(ResultStore store, String trialId) {
    return "file".equals(store.directory().toUri().getScheme())
        ? new Local(Path.of(store.directory().toUri().getPath(), FOLDER, trialId))
        : new Local(null);
  }

  /** In a directory that every attempt sees. */
  record Local(@Nullable Path directory) implements TrialCheckpoints {
    @Override
    public void fetch() {}

    @Override
    public void publish() {}

    @Override
    public void delete() throws IOException {
      if (directory != null && Files.exists(directory) && !FileUtil.fullyDelete(directory.toFile())) {
        throw new IOException("cannot delete the checkpoint " + directory);
      }
    }
  }
}
