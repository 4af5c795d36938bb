package org.dashsweep.sweep.file;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.dashsweep.space.Choice;
import org.dashsweep.space.SearchSpace;

/**
 * A part of a sweep: definitions that give one grid of cells.
 *
 * @param definitions by parameter, in the order of the file
 */
record SweepBlock(SourceLocation place, Map<String, SettingDefinition> definitions) {
  /**
   * This block laid over shared definitions: it replaces what it defines itself, and a parameter
   * that excludes others replaces those.
   */
  SweepBlock over(Map<String, SettingDefinition> shared, SearchSpace space) {
    Map<String, SettingDefinition> merged = new LinkedHashMap<>(shared);
    for (Choice choice : space.choices()) {
      Set<String> own = new HashSet<>(choice.names());
      own.retainAll(definitions.keySet());
      if (!own.isEmpty()) {
        choice.names().stream().filter(name -> !own.contains(name)).forEach(merged::remove);
      }
    }
    merged.putAll(definitions);
    return new SweepBlock(place, merged);
  }
}
