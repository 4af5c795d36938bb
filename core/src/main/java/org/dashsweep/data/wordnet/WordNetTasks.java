package org.dashsweep.data.wordnet;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.dashsweep.data.LabelledData;
import org.dashsweep.data.StableHash;
import org.dashsweep.data.TaskSource;
import org.jspecify.annotations.Nullable;

/**
 * The tasks made from WordNet 3.1 (Princeton University). What was built is kept: some 30 MB for
 * both tasks.
 */
public final class WordNetTasks implements TaskSource {
  /**
   * Version of everything that decides which rows there are and in what order. Raise it with every
   * change of them, so that fingerprints, and with them the identities of trials, change too.
   */
  static final int BUILDER_VERSION = 1;

  private @Nullable LabelledData supersense;
  private @Nullable LabelledData hypernymy;
  private byte @Nullable [] resourceHash;

  @Override
  public List<String> names() {
    return List.of(SupersenseTask.NAME, HypernymyTask.NAME);
  }

  @Override
  public synchronized LabelledData load(String name) {
    requireKnown(name);
    if (supersense == null || hypernymy == null) {
      // Reading costs more than building, so both are built from one reading.
      List<NounSynset> nouns = WordNetNouns.read();
      supersense = SupersenseTask.build(nouns);
      hypernymy = HypernymyTask.build(nouns);
    }
    return name.equals(SupersenseTask.NAME) ? supersense : hypernymy;
  }

  @Override
  public synchronized String fingerprint(String name) {
    requireKnown(name);
    if (resourceHash == null) {
      resourceHash = WordNetNouns.sha256();
    }
    MessageDigest digest = StableHash.sha256();
    digest.update((name + '\n' + BUILDER_VERSION + '\n').getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest.digest(resourceHash));
  }

  private void requireKnown(String name) {
    if (!names().contains(name)) {
      throw new IllegalArgumentException("task must be one of " + names() + ": " + name);
    }
  }
}
