package org.dashsweep.jobs.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The addresses at which this JVM listens, as Linux tells them. */
final class ListeningSockets {
  private static final Path SELF = Path.of("/proc/self");
  private static final String LISTENING = "0A";
  private static final int ADDRESS = 1;
  private static final int STATE = 3;
  private static final int INODE = 9;

  private ListeningSockets() {}

  static List<InetAddress> addresses() throws IOException {
    Set<String> own = new HashSet<>();
    try (Stream<Path> files = Files.list(SELF.resolve("fd"))) {
      files.map(ListeningSockets::target).forEach(own::add);
    }
    List<InetAddress> addresses = new ArrayList<>();
    for (String table : List.of("net/tcp", "net/tcp6")) {
      for (String line : Files.readAllLines(SELF.resolve(table))) {
        String[] fields = line.strip().split("\\s+", -1);
        if (fields[STATE].equals(LISTENING) && own.contains("socket:[" + fields[INODE] + "]")) {
          addresses.add(
              InetAddress.getByAddress(
                  bytes(fields[ADDRESS].substring(0, fields[ADDRESS].indexOf(':')))));
        }
      }
    }
    return addresses;
  }

  /** What a file descriptor is of; nothing if it was closed since it was listed. */
  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException e) {
      return "";
    }
  }

  /** Each word of four bytes stands there from its last to its first. */
  private static byte[] bytes(String hex) {
    byte[] words = HexFormat.of().parseHex(hex);
    byte[] address = new byte[words.length];
    for (int i = 0; i < words.length; i++) {
      address[i] = words[i / 4 * 4 + 3 - i % 4];
    }
    return address;
  }
}
