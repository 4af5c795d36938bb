package org.dashsweep.sweep.file;

import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** A key of a YAML mapping with its value; the place is the key's. */
record SettingEntry(SourceLocation place, ScalarNode key, Node value) {}
