package org.dashsweep.data;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 of a text: the same on every machine, JVM and run, and even over any texts. */
public final class StableHash {
  private StableHash() {}

  /** Returns a digest to feed. */
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform must have SHA-256", e);
    }
  }

  /** Feeds a text with its length, so that no two lists of texts have one digest. */
  public static void update(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
    digest.update(bytes);
  }

  /**
   * Returns the first eight bytes of the hash.
   *
   * @param purpose keeps the orders and splits made for different ends independent of each other
   */
  public static long of(String purpose, String text) {
    byte[] digest = sha256().digest((purpose + '\n' + text).getBytes(StandardCharsets.UTF_8));
    return ByteBuffer.wrap(digest).getLong();
  }
}
