package org.dashsweep.sweep;

import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** A key of a YAML mapping with its value; the place is the key's. */
record Entry(Place place, ScalarNode key, Node value) {}
