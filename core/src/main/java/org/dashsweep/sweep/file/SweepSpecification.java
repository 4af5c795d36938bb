package org.dashsweep.sweep.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.dashsweep.space.Choice;
import org.dashsweep.space.Parameter;
import org.dashsweep.space.SearchSpace;
import org.dashsweep.space.SearchSpaces;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.sweep.Exploration;
import org.dashsweep.sweep.SweepFingerprints;
import org.dashsweep.sweep.Trial;
import org.dashsweep.sweep.TrialIdentifier;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/**
 * A sweep file, which describes the trials to run.
 *
 * <pre>{@code
 * name: example
 * description: free text
 * experiment: classification    # what the trials do; this is the default
 * published: published/a.yaml   # numbers to measure against, beside this file; optional
 * explore:                      # optional, and refused together with published: see Exploration
 *   metric: accuracy
 *   goal: maximize
 *   first-rung: 50              # updates before a trial is first judged
 *   reduction-factor: 3         # 4 if absent
 * tasks:                        # values of parameters, described under names of one's own
 *   tickets: {train: tickets.csv, hold-out: 0.2, text: body, label: queue}
 * fixed:                        # one value for all cells
 *   batch-size: 32
 *   alpha: 2 * rank             # numbers can be arithmetic over numbers of the same configuration
 * grid:                         # the product of these axes, the first one turning slowest
 *   method: [head-only, lora]
 *   rank: [2, 8]
 * tied:                         # values that follow other values
 *   learning-rate:
 *     by: rank                  # or a list; then the values are nested mappings
 *     values: {2: 2e-3, 8: 1e-3}
 *     otherwise: 2e-3           # for cells without an entry, here those of head-only
 * blocks:                       # optional: each is laid over the above, the sweep is their union
 *   - fixed: {seed: 1}
 *   - grid: {seed: [2, 3]}
 * }</pre>
 *
 * <p>A block's own definitions replace the top level's, and a parameter of a {@link Choice}
 * replaces the parameters it excludes. Without {@code blocks} the top level is the only block; with
 * them it is none by itself. An axis that replaces a shared definition keeps its place among the
 * axes.
 *
 * <p>A parameter that the method of a configuration does not have is left out of the configuration.
 * Cells that are then equal, in one block or in several, are one configuration. A definition
 * without effect on any configuration is an error. So are YAML's aliases and tags, files of more
 * than 1 MiB and grids of more than 250,000 combinations.
 */
public final class SweepSpecification {
  private final String name;
  private final String description;
  private final @Nullable String published;
  private final @Nullable Exploration exploration;
  private final SearchSpace space;
  private final List<TrialConfig> cells;
  private final SortedSet<String> derived;

  private SweepSpecification(
      SpecificationReader.Content content, SearchSpace space, List<TrialConfig> cells) {
    this.name = content.name();
    this.description = content.description();
    this.published = content.published();
    this.exploration = content.exploration();
    this.space = space;
    this.cells = cells;
    this.derived = derived(content, space);
  }

  /**
   * Reads a sweep file.
   *
   * @throws SpecificationException with every problem of the file and of its expansion
   * @throws IOException if the file exists but cannot be read
   */
  public static SweepSpecification read(Path file, SearchSpaces spaces) throws IOException {
    String location = file.toAbsolutePath().toString();
    return parse(file.toString(), location, YamlDocument.read(file), spaces);
  }

  /**
   * Reads the text of a sweep file.
   *
   * @param source the file's name in messages
   * @throws SpecificationException with every problem of the text and of its expansion
   */
  public static SweepSpecification parse(String source, String text, SearchSpaces spaces) {
    return parse(source, source, text, spaces);
  }

  private static SweepSpecification parse(
      String source, String location, String text, SearchSpaces spaces) {
    Problems problems = new Problems(source);
    @Nullable Node root = YamlDocument.compose(text, problems);
    @Nullable SearchSpace space =
        root == null ? null : ExperimentReader.read(root, spaces, problems);
    if (root == null || space == null) {
      throw problems.exception();
    }
    SpecificationReader.Content content =
        new SpecificationReader(location, spaces, space, problems).read(root);
    // Expanded at once: a missing value or a useless entry only shows in the cells.
    List<TrialConfig> cells = Expansion.expand(content, space, problems);
    requireDifferentResults(cells, space, problems);
    problems.raise();
    return new SweepSpecification(content, space, cells);
  }

  private static SortedSet<String> derived(SpecificationReader.Content content, SearchSpace space) {
    SortedSet<String> derived = new TreeSet<>();
    SortedSet<String> chosen = new TreeSet<>();
    space.parameters().values().stream()
        .filter(parameter -> parameter.presence() instanceof Parameter.Presence.Computed)
        .forEach(parameter -> derived.add(parameter.name()));
    for (SweepBlock block : content.allBlocks()) {
      block
          .definitions()
          .forEach(
              (name, definition) -> {
                boolean follows =
                    !(definition instanceof SettingDefinition.Axis)
                        && !definition.dependencies().isEmpty();
                (follows ? derived : chosen).add(name);
              });
    }
    derived.removeAll(chosen);
    space.descriptions().forEach(described -> derived.add(described.carried().name()));
    return derived;
  }

  /** Cells that differ in nothing that changes a result would be one trial, and run twice. */
  private static void requireDifferentResults(
      List<TrialConfig> cells, SearchSpace space, Problems problems) {
    // The cells are distinct: two can only be one trial if either counts as something else.
    if (cells.stream().allMatch(config -> space.resultsOf(config).equals(config))) {
      return;
    }
    Map<TrialConfig, TrialConfig> known = new HashMap<>();
    for (TrialConfig config : cells) {
      @Nullable TrialConfig other = known.putIfAbsent(space.resultsOf(config), config);
      if (other != null) {
        TreeSet<String> differing = new TreeSet<>(config.values().keySet());
        differing.removeIf(
            name -> Objects.equals(config.values().get(name), other.values().get(name)));
        problems.add(
            SourceLocation.WHOLE_FILE,
            "two trials differ in nothing that changes a result, only in "
                + String.join(", ", differing),
            "give each of these one value");
        return;
      }
    }
  }

  /** Returns the sweep's name, in kebab case. */
  public String name() {
    return name;
  }

  /** Returns the name of the experiment that its trials are of. */
  public String experiment() {
    return space.experiment();
  }

  /** Returns the free text of the file; empty if it has none. */
  public String description() {
    return description;
  }

  /** Path of the published numbers to measure against, relative to the file; empty for none. */
  public Optional<String> published() {
    return Optional.ofNullable(published);
  }

  /** Returns the early stopping of trials; empty if all run to their end. */
  public Optional<Exploration> exploration() {
    return Optional.ofNullable(exploration);
  }

  /** Returns the distinct cells, in the order in which the file gives them. */
  public List<TrialConfig> expand() {
    return cells;
  }

  /**
   * Returns the parameters whose values the file never chooses, but ties to others or computes of
   * them.
   */
  public SortedSet<String> derived() {
    return Collections.unmodifiableSortedSet(derived);
  }

  /**
   * Returns the cells with their ids, in the same order; see {@link Trial} for what an id covers.
   */
  public List<Trial> trials(SweepFingerprints fingerprints) {
    return trials(cells, fingerprints);
  }

  /** Some of the cells with their ids, in the order given. */
  public List<Trial> trials(List<TrialConfig> some, SweepFingerprints fingerprints) {
    TrialIdentifier identifier = new TrialIdentifier(space, fingerprints);
    return some.stream().map(identifier::identify).toList();
  }
}
