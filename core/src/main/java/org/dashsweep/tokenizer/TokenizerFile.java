package org.dashsweep.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.dashsweep.file.GitLfsPointer;
import org.dashsweep.file.Json;

/** One file of a tokenizer, in memory. Its bytes are shared, not copied: nobody writes to them. */
final class TokenizerFile {
  /** Ten times the largest in use: what is longer is some other file under a tokenizer's name. */
  private static final long LONGEST_BYTES = 256L << 20;

  private final String path;
  private final byte[] bytes;

  /**
   * A file that was read.
   *
   * @param path how messages call it
   */
  TokenizerFile(String path, byte[] bytes) {
    this.path = path;
    this.bytes = bytes;
  }

  static TokenizerFile read(Path file) {
    try {
      long size = Files.size(file);
      if (size > LONGEST_BYTES) {
        throw new TokenizerException(
            file.toString(),
            String.format(Locale.ROOT, "has %d bytes; at most %d are read", size, LONGEST_BYTES));
      }
      byte[] bytes = Files.readAllBytes(file);
      GitLfsPointer.refuse(file.toString(), bytes, TokenizerException::new);
      return new TokenizerFile(file.toString(), bytes);
    } catch (IOException e) {
      throw new TokenizerException(file.toString(), "cannot be read: " + e.getMessage(), e);
    }
  }

  /** Returns its name in messages. */
  String path() {
    return path;
  }

  byte[] bytes() {
    return bytes;
  }

  /**
   * Reads its JSON.
   *
   * @throws TokenizerException if it holds none
   */
  JsonNode json() {
    return Json.lenient(path, bytes, TokenizerException::new);
  }

  /**
   * Reads its JSON object.
   *
   * @throws TokenizerException if it holds anything else
   */
  JsonNode object() {
    return Json.requireObject(path, json(), TokenizerException::new);
  }
}
