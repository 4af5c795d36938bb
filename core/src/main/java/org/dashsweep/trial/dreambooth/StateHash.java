package org.dashsweep.trial.dreambooth;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.TreeMap;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.data.StableHash;
import org.dashsweep.tensor.Tensor;

/**
 * A hash of all of a trial's adapters. A picture that an earlier attempt has sampled from the same
 * adapters need not be sampled again.
 */
final class StateHash {
  private static final int DIGITS = 32;

  private StateHash() {}

  /** Returns hexadecimal digits. */
  static String of(AdapterSet adapters) {
    MessageDigest digest = StableHash.sha256();
    new TreeMap<>(adapters.byName())
        .forEach(
            (name, tensor) -> {
              StableHash.update(digest, name);
              write(tensor, digest);
            });
    return HexFormat.of().formatHex(digest.digest()).substring(0, DIGITS);
  }

  private static void write(Tensor tensor, MessageDigest digest) {
    try {
      tensor.writeTo(
          new WritableByteChannel() {
            @Override
            public int write(ByteBuffer bytes) {
              int count = bytes.remaining();
              digest.update(bytes);
              return count;
            }

            @Override
            public boolean isOpen() {
              return true;
            }

            @Override
            public void close() {}
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
