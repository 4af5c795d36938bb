package org.dashsweep.trial.dreambooth;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.dashsweep.data.StableHash;
import org.dashsweep.weights.CheckpointException;

/**
 * A hash of the files of a model's directory that say what it computes: configurations, weights and
 * tokenizers, by their places in it.
 */
final class FileFingerprint {
  private static final List<String> ENDS =
      List.of(".json", ".safetensors", ".bin", ".txt", ".model");

  private FileFingerprint() {}

  /**
   * Returns the SHA-256 in hexadecimal. Reads every byte.
   *
   * @param location a directory or a file
   * @throws CheckpointException if something cannot be read
   */
  static String of(Path location) {
    MessageDigest digest = StableHash.sha256();
    try {
      for (Path file : files(location)) {
        StableHash.update(digest, location.relativize(file).toString());
        StableHash.update(digest, Long.toString(Files.size(file)));
        try (OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
          Files.copy(file, out);
        }
      }
    } catch (IOException e) {
      throw new CheckpointException(location.toString(), "cannot be read: " + e, e);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static List<Path> files(Path location) throws IOException {
    try (Stream<Path> all = Files.walk(location)) {
      return all.filter(Files::isRegularFile)
          .filter(
              file ->
                  ENDS.stream().anyMatch(end -> String.valueOf(file.getFileName()).endsWith(end)))
          .sorted(Comparator.comparing(Path::toString))
          .toList();
    }
  }
}
