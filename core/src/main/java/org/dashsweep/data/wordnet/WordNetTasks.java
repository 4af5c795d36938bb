package org.dashsweep.data.wordnet;

import java.lang.ref.SoftReference;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.dashsweep.data.LabelledData;
import org.dashsweep.data.StableHash;
import org.dashsweep.data.TaskSource;
import org.jspecify.annotations.Nullable;

/**
 * The tasks made from WordNet 3.1 (Princeton University), each when it is first asked for. What was
 * built is kept: some 30 MB for both tasks.
 */
public final class WordNetTasks implements TaskSource {
  /**
   * Version of everything that decides which rows there are and in what order. Raise it with every
   * change of them, so that fingerprints, and with them the identities of trials, change too.
   */
  static final int BUILDER_VERSION = 1;

  private @Nullable LabelledData supersense;
  private @Nullable LabelledData hypernymy;
  private SoftReference<@Nullable List<NounSynset>> nouns = new SoftReference<>(null);
  private byte @Nullable [] resourceHash;

  @Override
  public List<String> names() {
    return List.of(SupersenseTask.NAME, HypernymyTask.NAME);
  }

  @Override
  public synchronized LabelledData load(String name) {
    requireKnown(name);
    if (name.equals(SupersenseTask.NAME)) {
      if (supersense == null) {
        supersense = SupersenseTask.build(nouns());
      }
      return supersense;
    }
    if (hypernymy == null) {
      hypernymy = HypernymyTask.build(nouns());
    }
    return hypernymy;
  }

  /** Read once for both tasks, if there is memory to keep them until the second is asked for. */
  private List<NounSynset> nouns() {
    List<NounSynset> known = nouns.get();
    if (known == null) {
      known = WordNetNouns.read();
      nouns = new SoftReference<>(known);
    }
    return known;
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
