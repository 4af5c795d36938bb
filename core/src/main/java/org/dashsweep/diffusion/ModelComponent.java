package org.dashsweep.diffusion;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dashsweep.weights.Checkpoint;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.huggingface.ComponentFiles;
import org.dashsweep.weights.huggingface.JsonFile;

/**
 * One model of a pipeline: its configuration and its weights, mapped and not yet loaded.
 *
 * @param source of the configuration, for messages
 */
public record ModelComponent(String source, JsonNode config, Checkpoint checkpoint) {
  private static final String CONFIG = "config.json";

  /**
   * Reads a directory.
   *
   * @param stem of the weights' file names
   * @throws CheckpointException if a file is missing or not valid
   */
  static ModelComponent read(Path directory, String stem) {
    if (!Files.isDirectory(directory)) {
      throw new CheckpointException(
          directory.toString(), "is not a directory; name one that holds " + CONFIG);
    }
    Path config = directory.resolve(CONFIG);
    return new ModelComponent(
        config.toString(), JsonFile.readObject(config), ComponentFiles.read(directory, stem));
  }
}
