package org.dashsweep.sweep.file;

import org.dashsweep.file.Suggestion;
import org.dashsweep.space.SearchSpace;
import org.dashsweep.space.SearchSpaces;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Reads which experiment a sweep file is about: what its other keys mean follows from that. */
final class ExperimentReader {
  private ExperimentReader() {}

  /**
   * The experiment's search space; null if the file names none that is known, which is reported.
   */
  static @Nullable SearchSpace read(Node root, SearchSpaces spaces, Problems problems) {
    @Nullable Node named = named(root);
    if (named == null) {
      return spaces.first();
    }
    @Nullable SearchSpace space =
        named instanceof ScalarNode scalar ? spaces.of(scalar.getValue()) : null;
    if (space == null) {
      problems.add(
          YamlNodes.place(named, SearchSpace.EXPERIMENT.name()),
          "there is no such experiment: " + YamlNodes.show(named),
          Suggestion.remedy(
              named instanceof ScalarNode scalar ? scalar.getValue() : "", spaces.experiments()));
    }
    return space;
  }

  private static @Nullable Node named(Node root) {
    if (root instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        if (tuple.getKeyNode() instanceof ScalarNode key
            && key.getValue().equals(SearchSpace.EXPERIMENT.name())) {
          return tuple.getValueNode();
        }
      }
    }
    return null;
  }
}
