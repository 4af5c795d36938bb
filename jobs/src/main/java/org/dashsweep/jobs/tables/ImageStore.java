package org.dashsweep.jobs.tables;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.dashsweep.trial.PictureStore;

/**
 * The files of one trial's pictures, {@code images/TRIAL_ID/NAME}. They are written while the trial
 * runs: a later attempt goes on with those that are there.
 *
 * @param store whose output directory they lie in
 * @param trialId of the trial
 */
public record ImageStore(ResultStore store, String trialId) implements PictureStore {
  @Override
  public Optional<byte[]> read(String name) {
    try {
      return store.readFile(path(name));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + store.path(path(name)), e);
    }
  }

  @Override
  public void write(String name, byte[] content) {
    try {
      store.writeFile(path(name), content);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + store.path(path(name)), e);
    }
  }

  @Override
  public String path(String name) {
    return Tables.IMAGES.name() + "/" + trialId + "/" + name;
  }
}
