package org.dashsweep.sweep;

import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Reads which experiment a sweep file is about: what its other keys mean follows from that. */
final class ExperimentReader {
  private ExperimentReader() {}

  /** The experiment's vocabulary; null if the file names none that is known, which is reported. */
  static @Nullable Vocabulary read(Node root, Vocabularies vocabularies, Problems problems) {
    @Nullable Node named = named(root);
    if (named == null) {
      return vocabularies.first();
    }
    @Nullable Vocabulary vocabulary =
        named instanceof ScalarNode scalar ? vocabularies.of(scalar.getValue()) : null;
    if (vocabulary == null) {
      problems.add(
          Nodes.place(named, Vocabulary.EXPERIMENT),
          "there is no such experiment: " + Nodes.show(named),
          Suggestion.remedy(
              named instanceof ScalarNode scalar ? scalar.getValue() : "",
              vocabularies.experiments()));
    }
    return vocabulary;
  }

  private static @Nullable Node named(Node root) {
    if (root instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        if (tuple.getKeyNode() instanceof ScalarNode key
            && key.getValue().equals(Vocabulary.EXPERIMENT)) {
          return tuple.getValueNode();
        }
      }
    }
    return null;
  }
}
