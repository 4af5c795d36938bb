package org.dashsweep.sweep.file;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.dashsweep.space.Choice;
import org.dashsweep.space.Parameter;
import org.dashsweep.space.SearchSpace;
import org.dashsweep.space.TrialConfig;
import org.jspecify.annotations.Nullable;

/** Expands the blocks of a sweep into its cells and reports what only shows there. */
final class Expansion {
  /** The most combinations a file may stand for, before equal ones are merged. */
  static final long MAXIMUM_COMBINATIONS = 250_000;

  private final SearchSpace space;
  private final Descriptions descriptions;
  private final Problems problems;
  private final Set<TrialConfig> cells = new LinkedHashSet<>();
  private final SettingUsage usage;
  private long combinations;

  private Expansion(SearchSpace space, Descriptions descriptions, Problems problems) {
    this.space = space;
    this.descriptions = descriptions;
    this.problems = problems;
    this.usage = new SettingUsage(space, problems);
  }

  /** The distinct cells, in the order in which the file gives them. */
  static List<TrialConfig> expand(
      SpecificationReader.Content content, SearchSpace space, Problems problems) {
    Expansion expansion = new Expansion(space, content.descriptions(), problems);
    Map<String, SettingDefinition> shared = content.shared().definitions();
    @Nullable List<SweepBlock> blocks = content.blocks();
    if (blocks == null) {
      expansion.add(content.shared());
      expansion.usage.reportUnused(shared.values());
    } else {
      for (SweepBlock block : blocks) {
        expansion.add(block.over(shared, space));
        expansion.usage.reportUnused(block.definitions().values());
      }
      if (!blocks.isEmpty()) {
        expansion.usage.reportUnused(shared.values());
      }
    }
    expansion.usage.reportUnusedEntries();
    content.descriptions().reportUnused(content.allBlocks(), problems);
    return List.copyOf(expansion.cells);
  }

  private void add(SweepBlock block) {
    reportExclusions(block);
    SweepBlock sound = withoutCycles(block);
    @Nullable Set<String> methods = methods(sound);
    if (methods == null) {
      usage.useAll(sound.definitions().values());
    } else {
      for (String method : methods) {
        reportMissing(sound, method);
        usage.use(sound, method);
      }
    }
    if (isSmallEnough(sound)) {
      addCells(sound);
    } else {
      usage.useEntries(sound.definitions().values());
    }
  }

  private SweepBlock withoutCycles(SweepBlock block) {
    Map<String, SettingDefinition> definitions = new LinkedHashMap<>(block.definitions());
    for (String name : SettingCycles.find(block, space, problems)) {
      @Nullable SettingDefinition definition = definitions.get(name);
      definitions.put(
          name,
          new SettingDefinition.Broken(definition == null ? block.place() : definition.place()));
    }
    return new SweepBlock(block.place(), definitions);
  }

  /** The methods of a block; null if a problem hides them. */
  private @Nullable Set<String> methods(SweepBlock block) {
    @Nullable SettingDefinition definition = block.definitions().get(SearchSpace.METHOD.name());
    if (definition == null) {
      reportRequired(block, space.common().get(0));
      return null;
    }
    Set<String> methods = new LinkedHashSet<>();
    for (Setting setting : definition.settings()) {
      if (setting instanceof Setting.Literal literal) {
        methods.add((String) literal.value());
      } else {
        return null;
      }
    }
    return definition instanceof SettingDefinition.Broken ? null : methods;
  }

  private void reportExclusions(SweepBlock block) {
    for (Choice choice : space.choices()) {
      List<String> chosen = new ArrayList<>(choice.names());
      chosen.removeIf(name -> !block.definitions().containsKey(name));
      for (String name : chosen.subList(Math.min(1, chosen.size()), chosen.size())) {
        SettingDefinition definition = definition(block, name);
        problems.add(
            definition.place(),
            String.format(
                Locale.ROOT, "excludes %s: a trial has %s", chosen.get(0), choice.requirement()),
            "remove one of the two");
      }
    }
  }

  private static SettingDefinition definition(SweepBlock block, String name) {
    @Nullable SettingDefinition definition = block.definitions().get(name);
    if (definition == null) {
      throw new IllegalStateException("The block does not define " + name);
    }
    return definition;
  }

  private void reportMissing(SweepBlock block, String method) {
    Map<String, Parameter<?>> parameters = space.parametersOf(method);
    Set<String> defined = block.definitions().keySet();
    for (Parameter<?> parameter : parameters.values()) {
      if (parameter.presence() instanceof Parameter.Presence.Required
          && !defined.contains(parameter.name())) {
        reportRequired(block, parameter);
      }
    }
    for (Choice choice : space.choices()) {
      if (choice.arity() == Choice.Arity.EXACTLY_ONE
          && parameters.keySet().containsAll(choice.names())
          && choice.names().stream().noneMatch(defined::contains)) {
        problems.add(
            block.place(),
            "a value is missing: a trial has " + choice.requirement(),
            "add one under fixed, grid or tied");
      }
    }
  }

  private void reportRequired(SweepBlock block, Parameter<?> parameter) {
    problems.add(
        block.place(),
        String.format(
            Locale.ROOT, "a value is missing: %s (%s)", parameter.name(), parameter.description()),
        "add it under fixed, grid or tied");
  }

  private boolean isSmallEnough(SweepBlock block) {
    long product = 1;
    for (SettingDefinition definition : block.definitions().values()) {
      if (definition instanceof SettingDefinition.Axis axis) {
        // Capped in every round, and an axis is no longer than a file: this cannot overflow.
        product = Math.min(product * axis.settings().size(), MAXIMUM_COMBINATIONS + 1);
      }
    }
    combinations += product;
    if (combinations > MAXIMUM_COMBINATIONS) {
      problems.add(
          block.place(),
          String.format(
              Locale.ROOT, "the grid has more than %,d combinations", MAXIMUM_COMBINATIONS),
          "shorten an axis or split the sweep");
      return false;
    }
    return true;
  }

  private void addCells(SweepBlock block) {
    Map<String, Setting> chosen = new HashMap<>();
    List<Map.Entry<String, SettingDefinition>> axes = new ArrayList<>();
    block
        .definitions()
        .forEach(
            (name, definition) -> {
              if (definition instanceof SettingDefinition.Axis) {
                axes.add(Map.entry(name, definition));
              } else if (definition instanceof SettingDefinition.Fixed fixed) {
                chosen.put(name, fixed.setting());
              }
            });
    addCells(block, axes, chosen);
  }

  /** Adds the product of the axes, the first one turning slowest. */
  private void addCells(
      SweepBlock block,
      List<Map.Entry<String, SettingDefinition>> axes,
      Map<String, Setting> chosen) {
    if (axes.isEmpty()) {
      @Nullable TrialConfig config =
          new SettingResolution(block, chosen, space, problems, usage).config(descriptions);
      if (config != null) {
        cells.add(config);
      }
      return;
    }
    Map.Entry<String, SettingDefinition> axis = axes.get(0);
    for (Setting setting : axis.getValue().settings()) {
      chosen.put(axis.getKey(), setting);
      addCells(block, axes.subList(1, axes.size()), chosen);
    }
  }
}
