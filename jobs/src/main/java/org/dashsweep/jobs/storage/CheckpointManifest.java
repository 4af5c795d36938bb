package org.dashsweep.jobs.storage;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.dashsweep.file.Json;

/**
 * The list of a remote checkpoint's files. It is written after the files it names and read before
 * them, so that a checkpoint is used whole or not at all.
 */
record CheckpointManifest(List<StoredFile> files) {
  private static final String NAME = "manifest.json";

  CheckpointManifest {
    files = List.copyOf(files);
  }

  /**
   * One file.
   *
   * @param name the trial's name for it
   * @param storedAs its name beside the manifest, different from every other checkpoint's files
   * @param bytes its length
   * @param sha256 of its content, in hexadecimal
   */
  record StoredFile(String name, String storedAs, long bytes, String sha256) {}

  /** The one in a folder; nothing if there is none or it is none of ours. */
  static Optional<CheckpointManifest> read(OutputDirectory output, String folder)
      throws IOException {
    Optional<byte[]> content = output.read(folder + "/" + NAME);
    if (content.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Json.MAPPER.readValue(content.get(), CheckpointManifest.class));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  void write(OutputDirectory output, String folder) throws IOException {
    byte[] content = Json.MAPPER.writeValueAsBytes(this);
    output.write(folder + "/" + NAME, stream -> stream.write(content));
  }
}
