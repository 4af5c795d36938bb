package org.dashsweep.trial;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.Locale;

/**
 * Tells a failing disk or network from a file with invalid content. The readers of models and data
 * meet both as an {@link IOException}.
 */
final class StorageErrors {
  /** The C library's texts, in English whatever the language of the session. */
  private static final List<String> TEXTS =
      List.of(
          "input/output error",
          "remote i/o error",
          "stale file handle",
          "stale nfs file handle",
          "connection timed out",
          "connection reset",
          "connection refused",
          "transport endpoint is not connected",
          "host is down",
          "no route to host",
          "network is unreachable",
          "too many open files",
          "resource temporarily unavailable",
          "interrupted system call");

  private StorageErrors() {}

  /** Tells whether an exception or one of its causes says that storage failed. */
  static boolean isBehind(Throwable thrown) {
    for (Throwable each = thrown; each != null; each = each.getCause()) {
      if (each instanceof IOException exception && isOne(exception)) {
        return true;
      }
      // A page of a mapped file that could not be read.
      if (each instanceof InternalError && contains(each, "unsafe memory access")) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOne(IOException thrown) {
    return thrown instanceof InterruptedIOException
        || thrown instanceof SocketException
        || thrown instanceof ClosedChannelException
        || TEXTS.stream().anyMatch(text -> contains(thrown, text));
  }

  private static boolean contains(Throwable thrown, String text) {
    return thrown.getMessage() != null
        && thrown.getMessage().toLowerCase(Locale.ROOT).contains(text);
  }
}
