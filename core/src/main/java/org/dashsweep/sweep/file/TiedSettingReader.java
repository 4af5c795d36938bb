package org.dashsweep.sweep.file;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.dashsweep.file.Suggestion;
import org.dashsweep.space.CanonicalJson;
import org.dashsweep.space.Parameter;
import org.dashsweep.space.ParameterKind;
import org.dashsweep.space.SearchSpace;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads a parameter under {@code tied}: by, values, otherwise. */
final class TiedSettingReader {
  static final String BY = "by";
  static final String VALUES = "values";
  static final String OTHERWISE = "otherwise";
  private static final List<String> KEYS = List.of(BY, VALUES, OTHERWISE);

  private final SearchSpace space;
  private final SettingReader settings;
  private final Problems problems;

  TiedSettingReader(SearchSpace space, SettingReader settings, Problems problems) {
    this.space = space;
    this.settings = settings;
    this.problems = problems;
  }

  SettingDefinition read(Parameter<?> parameter, SettingEntry entry) {
    String path = entry.place().path();
    Map<String, SettingEntry> keys = YamlNodes.entries(entry.value(), path, problems);
    keys.forEach(
        (key, unknown) -> {
          if (!KEYS.contains(key)) {
            problems.add(unknown.place(), "unknown key", Suggestion.remedy(key, KEYS));
          }
        });
    if (parameter.name().equals(SearchSpace.METHOD.name())) {
      // Which parameters a configuration has depends on its method, so the method cannot depend on
      // them.
      problems.add(
          entry.place(), "the method cannot follow other parameters", "put it under fixed or grid");
      return new SettingDefinition.Broken(entry.place());
    }
    @Nullable SettingEntry by = keys.get(BY);
    @Nullable SettingEntry values = keys.get(VALUES);
    if (entry.value() instanceof MappingNode) {
      requirePresent(by, path, BY, "name the parameter it follows", entry);
      requirePresent(values, path, VALUES, "map that parameter's values to this one's", entry);
    }
    @Nullable SettingEntry other = keys.get(OTHERWISE);
    @Nullable Setting otherwise =
        other == null ? null : settings.read(other.value(), parameter, other.place().path());
    List<Parameter<?>> followed = by == null ? List.of() : followed(by);
    if (values == null || followed.isEmpty()) {
      return new SettingDefinition.Broken(entry.place());
    }
    Map<List<Object>, Setting> table = new LinkedHashMap<>();
    boolean complete = fill(table, List.of(), values, followed, parameter);
    List<String> names = followed.stream().map(Parameter::name).toList();
    return new SettingDefinition.Tied(entry.place(), names, table, otherwise, complete);
  }

  private void requirePresent(
      @Nullable SettingEntry found, String path, String key, String remedy, SettingEntry parent) {
    if (found == null) {
      SourceLocation place =
          new SourceLocation(path + "." + key, parent.place().line(), parent.place().column());
      problems.add(place, "is missing", remedy);
    }
  }

  /** The parameters named under by; empty if there is a problem. */
  private List<Parameter<?>> followed(SettingEntry by) {
    List<Node> nodes =
        by.value() instanceof SequenceNode sequence ? sequence.getValue() : List.of(by.value());
    List<Parameter<?>> followed = new ArrayList<>();
    boolean sound = !nodes.isEmpty();
    if (!sound) {
      problems.add(by.place(), "the list is empty", "name the parameter it follows");
    }
    for (Node node : nodes) {
      SourceLocation place = YamlNodes.place(node, by.place().path());
      String name = node instanceof ScalarNode scalar ? scalar.getValue() : YamlNodes.show(node);
      @Nullable Parameter<?> parameter = followable().get(name);
      if (parameter == null) {
        problems.add(
            place,
            "unknown parameter " + YamlNodes.shorten(name),
            Suggestion.remedy(name, followable().keySet()));
        sound = false;
      } else if (parameter.kind() == ParameterKind.TEXT_LIST) {
        problems.add(place, name + " is a list of texts", "follow a parameter with single values");
        sound = false;
      } else if (followed.contains(parameter)) {
        problems.add(place, name + " stands in the list twice", "remove one of the two");
        sound = false;
      } else {
        followed.add(parameter);
      }
    }
    return sound ? followed : List.of();
  }

  /** The parameters that others may follow: those that are set, and the experiment. */
  private Map<String, Parameter<?>> followable() {
    Map<String, Parameter<?>> followable = new LinkedHashMap<>(space.parameters());
    space.descriptions().forEach(block -> followable.remove(block.carried().name()));
    return followable;
  }

  /** Reads one level of the nested mappings; false if an entry was lost to a problem. */
  private boolean fill(
      Map<List<Object>, Setting> table,
      List<Object> outer,
      SettingEntry level,
      List<Parameter<?>> followed,
      Parameter<?> parameter) {
    Map<String, SettingEntry> entries =
        YamlNodes.entries(level.value(), level.place().path(), problems);
    boolean complete = !entries.isEmpty();
    if (!complete && level.value() instanceof MappingNode) {
      problems.add(level.place(), "the mapping is empty", "add at least one value");
    }
    Parameter<?> by = followed.get(outer.size());
    for (SettingEntry entry : entries.values()) {
      @Nullable Object key = settings.readLiteral(entry.key(), by, entry.place());
      if (key == null) {
        complete = false;
        continue;
      }
      List<Object> tuple = new ArrayList<>(outer);
      tuple.add(key);
      if (tuple.size() < followed.size()) {
        complete &= fill(table, tuple, entry, followed, parameter);
        continue;
      }
      Setting setting = settings.read(entry.value(), parameter, entry.place().path());
      if (table.putIfAbsent(tuple, setting) != null) {
        problems.add(
            entry.place(),
            String.format(
                Locale.ROOT, "the value %s has an entry already", CanonicalJson.show(key)),
            "remove one of the two");
      }
    }
    return complete;
  }
}
