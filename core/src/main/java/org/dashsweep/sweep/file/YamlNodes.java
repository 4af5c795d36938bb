package org.dashsweep.sweep.file;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.dashsweep.space.Numbers;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Questions that the readers of a sweep file ask of YAML nodes. */
final class YamlNodes {
  private static final int SHOWN = 60;

  private YamlNodes() {}

  static SourceLocation place(Node node, String path) {
    return new SourceLocation(
        path, node.getStartMark().getLine() + 1, node.getStartMark().getColumn() + 1);
  }

  /**
   * Returns the entries of a mapping in the order of the file. Reports a node that is not a
   * mapping, duplicate keys, and keys that are not scalars.
   */
  static Map<String, SettingEntry> entries(Node node, String path, Problems problems) {
    Map<String, SettingEntry> entries = new LinkedHashMap<>();
    if (!(node instanceof MappingNode mapping)) {
      problems.add(
          place(node, path),
          // A root that is none is of some other file, whose content is nobody's business.
          "must be a mapping of keys to values: " + (path.isEmpty() ? kind(node) : show(node)),
          "write lines of the form key: value");
      return entries;
    }
    Map<String, Integer> lines = new HashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        problems.add(
            place(tuple.getKeyNode(), path),
            "a key must be a plain name or value: " + show(tuple.getKeyNode()),
            "write lines of the form key: value");
        continue;
      }
      SourceLocation place =
          place(key, path.isEmpty() ? key.getValue() : path + "." + key.getValue());
      @Nullable Integer first = lines.putIfAbsent(key.getValue(), place.line());
      if (first != null) {
        problems.add(
            place, "the key stands here twice, first in line " + first, "remove one of the two");
        continue;
      }
      entries.put(key.getValue(), new SettingEntry(place, key, tuple.getValueNode()));
    }
    return entries;
  }

  /** Returns whether the node is a scalar without quotes. */
  static boolean isPlain(ScalarNode node) {
    return node.getScalarStyle() == ScalarStyle.PLAIN;
  }

  /** Returns whether the node is YAML's null: nothing, ~ or null. */
  static boolean isNull(Node node) {
    return node instanceof ScalarNode scalar && isPlain(scalar) && scalar.getTag().equals(Tag.NULL);
  }

  /** Returns whether YAML readers agree that the scalar is a text. */
  static boolean isText(ScalarNode node) {
    return !isPlain(node) || (node.getTag().equals(Tag.STR) && !Numbers.isNumber(node.getValue()));
  }

  /** Returns a node as messages show it. */
  static String show(Node node) {
    if (node instanceof ScalarNode scalar) {
      return isNull(node) ? "nothing" : shorten(scalar.getValue());
    }
    return kind(node);
  }

  private static String kind(Node node) {
    if (node instanceof ScalarNode) {
      return isNull(node) ? "nothing" : "a text";
    }
    return node instanceof SequenceNode ? "a list" : "a mapping";
  }

  /** Returns a text as messages show it. */
  static String shorten(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }
}
