package org.dashsweep.sweep.file;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.dashsweep.file.Suggestion;
import org.dashsweep.space.Constraint;
import org.dashsweep.space.DescriptionBlock;
import org.dashsweep.space.DescriptionField;
import org.dashsweep.space.Parameter;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads a block of descriptions of a sweep file. */
final class DescriptionReader {
  /** Tables and reports show the names. */
  static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,59}");

  private final DescriptionBlock block;
  private final SettingReader settings;
  private final Problems problems;

  DescriptionReader(DescriptionBlock block, SettingReader settings, Problems problems) {
    this.block = block;
    this.settings = settings;
    this.problems = problems;
  }

  /** Reads the descriptions by name; those with a problem, which is reported, are kept. */
  Map<String, Descriptions.Described> read(SettingEntry section) {
    Map<String, SettingEntry> entries =
        YamlNodes.entries(section.value(), section.place().path(), problems);
    if (entries.isEmpty() && section.value() instanceof MappingNode) {
      problems.add(section.place(), "the mapping is empty", "describe at least one, or remove it");
    }
    Map<String, Descriptions.Described> described = new LinkedHashMap<>();
    entries.forEach(
        (name, entry) -> {
          boolean sound = requireName(name, entry);
          @Nullable String json = description(entry);
          described.put(name, new Descriptions.Described(entry.place(), sound ? json : null));
        });
    return described;
  }

  private boolean requireName(String name, SettingEntry entry) {
    if (!NAME.matcher(name).matches()) {
      problems.add(
          entry.place(),
          "is no name: " + YamlNodes.shorten(name),
          "use at most 60 letters, digits, -, _ and dots, a letter or digit first");
      return false;
    }
    for (String reserved : block.reserved()) {
      if (reserved.equalsIgnoreCase(name)) {
        problems.add(
            entry.place(),
            reserved.equals(name)
                ? "is the name of a built-in one"
                : "differs only in case from the built-in " + reserved,
            "give it another name");
        return false;
      }
    }
    return true;
  }

  /** Returns the canonical form; null if there is a problem. */
  private @Nullable String description(SettingEntry described) {
    String path = described.place().path();
    Map<String, SettingEntry> entries = YamlNodes.entries(described.value(), path, problems);
    if (!(described.value() instanceof MappingNode)) {
      return null;
    }
    boolean sound = true;
    List<String> keys = block.fields().stream().map(DescriptionField::name).toList();
    Set<String> misspelt = new HashSet<>();
    for (Map.Entry<String, SettingEntry> entry : entries.entrySet()) {
      if (!keys.contains(entry.getKey())) {
        problems.add(
            entry.getValue().place(), "unknown key", Suggestion.remedy(entry.getKey(), keys));
        Optional.ofNullable(Suggestion.closest(entry.getKey(), keys)).ifPresent(misspelt::add);
        sound = false;
      }
    }
    Map<String, Object> values = new LinkedHashMap<>();
    for (DescriptionField field : block.fields()) {
      @Nullable SettingEntry entry = entries.get(field.name());
      @Nullable Object value = entry == null ? null : value(field, entry);
      if (entry != null && value == null) {
        sound = false;
      } else if (value != null) {
        values.put(field.name(), value);
      } else if (field instanceof DescriptionField.Value single
          && !misspelt.contains(field.name())) {
        sound &= complete(single.parameter(), values, described);
      }
    }
    if (sound) {
      sound = check(values, entries, described.place());
    }
    return sound ? DescriptionJson.of(identifying(values)) : null;
  }

  /** Sets a value that is not given; false if there has to be one. */
  private boolean complete(
      Parameter<?> parameter, Map<String, Object> values, SettingEntry described) {
    if (parameter.presence() instanceof Parameter.Presence.Defaulted defaulted) {
      values.put(parameter.name(), defaulted.value());
    } else if (parameter.presence() instanceof Parameter.Presence.Required) {
      SourceLocation place = described.place();
      problems.add(
          new SourceLocation(place.path() + "." + parameter.name(), place.line(), place.column()),
          "is missing",
          "add the " + parameter.description());
      return false;
    }
    return true;
  }

  private boolean check(
      Map<String, Object> values, Map<String, SettingEntry> entries, SourceLocation whole) {
    List<DescriptionBlock.Fault> faults = block.check().faults(values);
    for (DescriptionBlock.Fault fault : faults) {
      @Nullable SettingEntry entry = entries.get(fault.field());
      problems.add(entry == null ? whole : entry.place(), fault.message(), fault.remedy());
    }
    return faults.isEmpty();
  }

  /** A field that came later must not disown the trials that ran before: see {@code Trial}. */
  private Map<String, Object> identifying(Map<String, Object> values) {
    Map<String, Object> kept = new LinkedHashMap<>(values);
    for (DescriptionField field : block.fields()) {
      if (field instanceof DescriptionField.Value single
          && single.parameter().introducedAs() != null) {
        kept.remove(field.name(), single.parameter().introducedAs());
      }
    }
    return kept;
  }

  private @Nullable Object value(DescriptionField field, SettingEntry entry) {
    if (field instanceof DescriptionField.Value single) {
      SourceLocation place = YamlNodes.place(entry.value(), entry.place().path());
      @Nullable Object value = settings.readLiteral(entry.value(), single.parameter(), place);
      return value instanceof String text ? notBlank(text, place) : value;
    }
    return field instanceof DescriptionField.Texts texts ? texts(texts, entry) : locations(entry);
  }

  private @Nullable String notBlank(String text, SourceLocation place) {
    if (text.isBlank()) {
      problems.add(place, "is empty", "write a text or remove the key");
      return null;
    }
    return text;
  }

  private @Nullable List<String> texts(DescriptionField.Texts field, SettingEntry entry) {
    String path = entry.place().path();
    if (!(entry.value() instanceof SequenceNode sequence)) {
      problems.add(
          YamlNodes.place(entry.value(), path),
          "must be a list of texts: " + YamlNodes.show(entry.value()),
          "write it in brackets, such as [one, two]");
      return null;
    }
    if (sequence.getValue().isEmpty()) {
      problems.add(entry.place(), "the list is empty", "name at least one, or remove the key");
      return null;
    }
    List<String> texts = new ArrayList<>();
    boolean sound = true;
    for (int i = 0; i < sequence.getValue().size(); i++) {
      SourceLocation place =
          YamlNodes.place(
              sequence.getValue().get(i), String.format(Locale.ROOT, "%s[%d]", path, i));
      @Nullable String text = written(sequence.getValue().get(i), place);
      if (text == null || !satisfies(text, field.each(), place)) {
        sound = false;
      } else if (texts.contains(text)) {
        problems.add(
            place, "stands in the list twice: " + YamlNodes.shorten(text), "remove one of the two");
        sound = false;
      } else {
        texts.add(text);
      }
    }
    return sound ? List.copyOf(texts) : null;
  }

  private boolean satisfies(String text, Constraint constraint, SourceLocation place) {
    if (constraint.accepts(text)) {
      return true;
    }
    problems.add(
        place,
        String.format(
            Locale.ROOT, "must be %s: %s", constraint.requirement(), YamlNodes.shorten(text)),
        constraint instanceof Constraint.OneOf oneOf
            ? Suggestion.remedy(text, oneOf.choices())
            : "change the value");
    return false;
  }

  /** A scalar's text as it is written, whatever else it could mean; null for anything else. */
  private @Nullable String written(Node node, SourceLocation place) {
    if (!(node instanceof ScalarNode scalar) || YamlNodes.isNull(node)) {
      problems.add(
          place, "must be text: " + YamlNodes.show(node), "write a text, in quotes if need be");
      return null;
    }
    return notBlank(scalar.getValue(), place);
  }

  private @Nullable Map<String, String> locations(SettingEntry entry) {
    if (!(entry.value() instanceof MappingNode)) {
      @Nullable String one =
          written(entry.value(), YamlNodes.place(entry.value(), entry.place().path()));
      return one == null ? null : Map.of("", one);
    }
    Map<String, SettingEntry> entries =
        YamlNodes.entries(entry.value(), entry.place().path(), problems);
    if (entries.isEmpty()) {
      problems.add(entry.place(), "the mapping is empty", "name at least one file");
      return null;
    }
    Map<String, String> locations = new LinkedHashMap<>();
    boolean sound = true;
    for (Map.Entry<String, SettingEntry> one : entries.entrySet()) {
      if (!NAME.matcher(one.getKey()).matches()) {
        problems.add(
            one.getValue().place(),
            "is no name: " + YamlNodes.shorten(one.getKey()),
            "use at most 60 letters, digits, -, _ and dots, a letter or digit first");
        sound = false;
      }
      @Nullable String location = written(one.getValue().value(), one.getValue().place());
      if (location == null) {
        sound = false;
      } else {
        locations.put(one.getKey(), location);
      }
    }
    return sound ? locations : null;
  }
}
