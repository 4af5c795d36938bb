package org.dashsweep.jobs.storage;

import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;

/**
 * The checkpoints of trials under way: {@code checkpoints/TRIAL_ID} in the output directory.
 *
 * @param output whichever file system it is on
 */
public record CheckpointStore(OutputDirectory output) {
  private static final String FOLDER = "checkpoints";

  /** The claim of an attempt that it may still replace its trial's checkpoint. */
  @FunctionalInterface
  public interface Claim {
    /** The claim of an attempt beside which there is no other. */
    Claim UNDISPUTED = () -> true;

    boolean holds() throws IOException;
  }

  /**
   * Opens a trial's, bringing what an earlier attempt left to this machine.
   *
   * @param claim is asked before a remote checkpoint is replaced
   * @throws IOException if the file system cannot be read; what is not whole there is left out
   */
  public TrialCheckpoints open(String trialId, Claim claim) throws IOException {
    return output.isLocal()
        ? new LocalCheckpoints(output, folder(trialId))
        : RemoteCheckpoints.open(output, folder(trialId), claim);
  }

  /** Returns the trials that have one. */
  public List<String> trials() throws IOException {
    return output.folders(FOLDER);
  }

  /** Returns the bytes of the files of a trial's checkpoint. */
  public long bytes(String trialId) throws IOException {
    return Arrays.stream(output.list(folder(trialId))).mapToLong(FileStatus::getLen).sum();
  }

  /**
   * Returns the time at which a file of a trial's checkpoint was last written; empty if it has
   * none.
   */
  public Optional<Instant> written(String trialId) throws IOException {
    return Arrays.stream(output.list(folder(trialId)))
        .map(status -> Instant.ofEpochMilli(status.getModificationTime()))
        .max(Comparator.naturalOrder());
  }

  /** Deletes a trial's, if it has one. */
  public void delete(String trialId) throws IOException {
    output.delete(folder(trialId));
  }

  private static String folder(String trialId) {
    return FOLDER + "/" + trialId;
  }
}
