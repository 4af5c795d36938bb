package org.dashsweep.jobs.serve;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.dashsweep.jobs.storage.OutputDirectory;
import org.dashsweep.jobs.tables.ResultStore;

/** The state of the tables as far as names, sizes and times of their files tell it. */
final class TablesState {
  /** Folders of which one changes whenever a trial ends, or is compacted, rescored or analysed. */
  private static final List<String> FOLDERS =
      List.of("trials", "compacted", "published", "analysis");

  private static final int HASH_BYTES = 8;

  private TablesState() {}

  /** Returns a text that differs between two states. Opens no table. */
  static String of(ResultStore store) throws IOException {
    OutputDirectory output = store.output();
    MessageDigest digest = sha256();
    for (String folder : FOLDERS) {
      for (FileStatus file : output.files(folder)) {
        String line =
            String.join(
                "\n",
                folder,
                file.getPath().getName(),
                Long.toString(file.getLen()),
                Long.toString(file.getModificationTime()),
                "");
        digest.update(line.getBytes(StandardCharsets.UTF_8));
      }
    }
    return HexFormat.of().formatHex(digest.digest(), 0, HASH_BYTES);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
