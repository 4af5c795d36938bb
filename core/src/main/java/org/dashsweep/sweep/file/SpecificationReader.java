package org.dashsweep.sweep.file;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.dashsweep.file.Suggestion;
import org.dashsweep.space.DescriptionBlock;
import org.dashsweep.space.Parameter;
import org.dashsweep.space.SearchSpace;
import org.dashsweep.space.SearchSpaces;
import org.dashsweep.sweep.Exploration;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads the structure of a sweep file: which parameter is defined where and how. */
final class SpecificationReader {
  static final String NAME = "name";
  static final String DESCRIPTION = "description";
  static final String PUBLISHED = "published";
  static final String FIXED = "fixed";
  static final String GRID = "grid";
  static final String TIED = "tied";
  static final String BLOCKS = "blocks";
  static final List<String> SECTIONS = List.of(FIXED, GRID, TIED);
  static final Pattern SWEEP_NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

  /** Directories and files are called after a sweep, with more behind its name. */
  static final int LONGEST_NAME = 100;

  /** The devices of Windows, where results may be copied to. */
  private static final Pattern RESERVED_NAME = Pattern.compile("con|prn|aux|nul|(com|lpt)[0-9]");

  private static final Pattern PAPER = Pattern.compile("(^|[/\\\\])paper[/\\\\][^/\\\\]*$");

  private final boolean paper;
  private final SearchSpaces spaces;
  private final SearchSpace space;
  private final Problems problems;
  private final Descriptions descriptions = new Descriptions();
  private final SettingReader settings;
  private final TiedSettingReader tied;

  /**
   * Makes a reader.
   *
   * @param location of the file; one in a folder {@code paper} reproduces a paper
   * @param spaces of all experiments
   * @param space of the file's own
   */
  SpecificationReader(String location, SearchSpaces spaces, SearchSpace space, Problems problems) {
    this.spaces = spaces;
    this.paper = PAPER.matcher(location).find();
    this.space = space;
    this.problems = problems;
    this.settings = new SettingReader(space.parameters(), descriptions, problems);
    this.tied = new TiedSettingReader(space, settings, problems);
  }

  /**
   * The content of a file.
   *
   * @param published the path of the numbers to measure against, as written in the file; null for
   *     none
   * @param exploration the early stopping of trials; null if all run to their end
   * @param descriptions what the file describes under names of its own
   * @param shared the definitions of the top level
   * @param blocks the blocks, without the shared definitions; null if the file has none and the top
   *     level is the only block
   */
  record Content(
      String name,
      String description,
      @Nullable String published,
      @Nullable Exploration exploration,
      Descriptions descriptions,
      SweepBlock shared,
      @Nullable List<SweepBlock> blocks) {
    /** Returns every block as it stands in the file, the top level first. */
    List<SweepBlock> allBlocks() {
      List<SweepBlock> all = new ArrayList<>(List.of(shared));
      if (blocks != null) {
        all.addAll(blocks);
      }
      return all;
    }
  }

  /** Reads what can be read; problems are reported, not thrown. */
  Content read(Node root) {
    Map<String, SettingEntry> entries = YamlNodes.entries(root, "", problems);
    refuseOthers(entries, topLevelKeys());
    describe(entries);
    @Nullable SettingEntry nameEntry = entries.get(NAME);
    String name = "";
    if (nameEntry == null) {
      problems.add(
          YamlNodes.place(root, NAME), "is missing", "give the sweep a name in kebab case");
    } else {
      name = text(nameEntry);
      if (!name.isEmpty() && !SWEEP_NAME.matcher(name).matches()) {
        problems.add(
            nameEntry.place(),
            "must be in kebab case: " + YamlNodes.shorten(name),
            "use lower-case letters, digits and single hyphens");
      } else if (name.length() > LONGEST_NAME) {
        problems.add(
            nameEntry.place(),
            String.format(
                Locale.ROOT,
                "must have at most %d characters, and has %d: %s",
                LONGEST_NAME,
                name.length(),
                YamlNodes.shorten(name)),
            "shorten it: files are called after it");
      } else if (RESERVED_NAME.matcher(name).matches()) {
        problems.add(
            nameEntry.place(),
            "is no name of a file on every machine: " + name,
            "put another word before it");
      }
    }
    @Nullable SettingEntry description = entries.get(DESCRIPTION);
    @Nullable SettingEntry published = entries.get(PUBLISHED);
    @Nullable SettingEntry explore = entries.get(ExplorationReader.EXPLORE);
    SweepBlock shared = block(entries, YamlNodes.place(root, ""));
    @Nullable SettingEntry blocks = entries.get(BLOCKS);
    return new Content(
        name,
        description == null ? "" : text(description),
        published == null ? null : text(published),
        explore == null ? null : exploration(explore, published),
        descriptions,
        shared,
        blocks == null ? null : blocks(blocks));
  }

  private List<String> topLevelKeys() {
    List<String> keys =
        new ArrayList<>(
            List.of(
                NAME,
                DESCRIPTION,
                SearchSpace.EXPERIMENT.name(),
                PUBLISHED,
                ExplorationReader.EXPLORE));
    space.descriptions().forEach(block -> keys.add(block.key()));
    keys.addAll(SECTIONS);
    keys.add(BLOCKS);
    return keys;
  }

  /** Reads the blocks of descriptions, whose names the sections may use. */
  private void describe(Map<String, SettingEntry> entries) {
    for (DescriptionBlock block : space.descriptions()) {
      @Nullable SettingEntry entry = entries.get(block.key());
      if (entry != null) {
        descriptions.add(block, new DescriptionReader(block, settings, problems).read(entry));
      }
    }
  }

  private @Nullable Exploration exploration(
      SettingEntry explore, @Nullable SettingEntry published) {
    if (published != null || paper) {
      problems.add(
          explore.place(),
          published != null
              ? "a sweep with published numbers runs every trial to its end"
              : "a sweep of the paper runs every trial to its end",
          "remove " + ExplorationReader.EXPLORE + ", or explore in a sweep file of your own");
    }
    return new ExplorationReader(problems).read(explore);
  }

  private List<SweepBlock> blocks(SettingEntry entry) {
    List<SweepBlock> blocks = new ArrayList<>();
    List<Node> nodes = elements(entry, "list at least one block, each with - before it");
    for (Node node : nodes) {
      String path = String.format(Locale.ROOT, "%s[%d]", BLOCKS, blocks.size());
      Map<String, SettingEntry> entries = YamlNodes.entries(node, path, problems);
      refuseOthers(entries, SECTIONS);
      blocks.add(block(entries, YamlNodes.place(node, path)));
    }
    return blocks;
  }

  private SweepBlock block(Map<String, SettingEntry> sections, SourceLocation place) {
    Map<String, SettingDefinition> definitions = new LinkedHashMap<>();
    Map<String, SourceLocation> misspelt = new LinkedHashMap<>();
    for (SettingEntry section : sections.values()) {
      if (!SECTIONS.contains(section.key().getValue())) {
        continue;
      }
      Map<String, SettingEntry> entries =
          YamlNodes.entries(section.value(), section.place().path(), problems);
      entries.forEach(
          (name, entry) -> {
            @Nullable Parameter<?> parameter = space.parameters().get(name);
            if (name.equals(SearchSpace.EXPERIMENT.name())) {
              problems.add(
                  entry.place(), "is the same for the whole file", "put it on the top level");
              return;
            }
            if (parameter != null && !space.settable().containsKey(name)) {
              problems.add(entry.place(), "is no setting", parameter.description());
              return;
            }
            if (parameter == null) {
              @Nullable String meant = refuseUnknown(entry);
              if (meant != null) {
                misspelt.put(meant, entry.place());
              }
              return;
            }
            SettingDefinition definition = define(section.key().getValue(), parameter, entry);
            @Nullable SettingDefinition first = definitions.putIfAbsent(name, definition);
            if (first != null) {
              problems.add(
                  entry.place(),
                  String.format(
                      Locale.ROOT,
                      "is defined already as %s in line %d",
                      first.place().path(),
                      first.place().line()),
                  "remove one of the two");
            }
          });
    }
    // What was misspelt is not missing as well.
    misspelt.forEach((name, at) -> definitions.putIfAbsent(name, new SettingDefinition.Broken(at)));
    return new SweepBlock(place, definitions);
  }

  private SettingDefinition define(String section, Parameter<?> parameter, SettingEntry entry) {
    return switch (section) {
      case FIXED ->
          new SettingDefinition.Fixed(
              entry.place(), settings.read(entry.value(), parameter, entry.place().path()));
      case GRID -> axis(parameter, entry);
      default -> tied.read(parameter, entry);
    };
  }

  private SettingDefinition axis(Parameter<?> parameter, SettingEntry entry) {
    List<Setting> axis = new ArrayList<>();
    Set<Object> contents = new HashSet<>();
    List<Node> nodes = elements(entry, "list the values in brackets; a single value can be fixed");
    for (int i = 0; i < nodes.size(); i++) {
      String path = String.format(Locale.ROOT, "%s[%d]", entry.place().path(), i);
      Setting setting = settings.read(nodes.get(i), parameter, path);
      if (contents.add(setting.content())) {
        axis.add(setting);
      } else {
        problems.add(
            setting.place(),
            "the value stands on the axis twice: " + YamlNodes.show(nodes.get(i)),
            "remove one of the two");
      }
    }
    return axis.isEmpty()
        ? new SettingDefinition.Broken(entry.place())
        : new SettingDefinition.Axis(entry.place(), List.copyOf(axis));
  }

  /** The elements of a list; reports anything else and a list without any. */
  private List<Node> elements(SettingEntry entry, String remedy) {
    if (!(entry.value() instanceof SequenceNode sequence)) {
      problems.add(entry.place(), "must be a list: " + YamlNodes.show(entry.value()), remedy);
      return List.of();
    }
    if (sequence.getValue().isEmpty()) {
      problems.add(entry.place(), "the list is empty", remedy);
    }
    return sequence.getValue();
  }

  private String text(SettingEntry entry) {
    if (entry.value() instanceof ScalarNode scalar && YamlNodes.isText(scalar)) {
      return scalar.getValue();
    }
    problems.add(
        entry.place(),
        "must be text: " + YamlNodes.show(entry.value()),
        "write a text, in quotes if it looks like something else");
    return "";
  }

  private void refuseOthers(Map<String, SettingEntry> entries, List<String> known) {
    Set<String> parameters = new HashSet<>(space.settable().keySet());
    parameters.add(SearchSpace.EXPERIMENT.name());
    entries.forEach(
        (key, entry) -> {
          if (!known.contains(key)) {
            problems.add(
                entry.place(),
                "unknown key",
                parameters.contains(key)
                    ? "it is a parameter: put it under fixed, grid or tied"
                    : remedy(key, known));
          }
        });
  }

  /** Says which experiment has a name, or what the name may have been meant for. */
  private String remedy(String name, Collection<String> known) {
    return spaces
        .ownerOf(name)
        .map(
            experiment ->
                String.format(
                    Locale.ROOT,
                    "the experiment %s has it: put \"experiment: %s\" on the top level",
                    experiment,
                    experiment))
        .orElseGet(() -> Suggestion.remedy(name, known));
  }

  /** Reports a parameter that does not exist; returns the one that was probably meant. */
  private @Nullable String refuseUnknown(SettingEntry entry) {
    String name = entry.key().getValue();
    Set<String> known = space.settable().keySet();
    problems.add(entry.place(), "unknown parameter", remedy(name, known));
    return Suggestion.closest(name, known);
  }
}
