package org.dashsweep.space;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The search spaces of all experiments that sweep files may name. */
public final class SearchSpaces {
  private final Map<String, SearchSpace> byExperiment = new LinkedHashMap<>();
  private final Map<String, ParameterKind> kinds = new LinkedHashMap<>();
  private final SearchSpace first;

  /**
   * Joins search spaces.
   *
   * @param spaces the first is that of sweep files that name no experiment
   * @throws IllegalArgumentException if there is none, two are of one experiment, or two declare a
   *     parameter of one name as different kinds: it is one column of the results
   */
  public SearchSpaces(List<SearchSpace> spaces) {
    if (spaces.isEmpty()) {
      throw new IllegalArgumentException("There must be a vocabulary");
    }
    this.first = spaces.get(0);
    for (SearchSpace space : spaces) {
      if (byExperiment.put(space.experiment(), space) != null) {
        throw new IllegalArgumentException(
            "The experiment is declared twice: " + space.experiment());
      }
      for (Parameter<?> parameter : space.parameters().values()) {
        @Nullable ParameterKind other = kinds.putIfAbsent(parameter.name(), parameter.kind());
        if (other != null && other != parameter.kind()) {
          throw new IllegalArgumentException(
              "Experiments that share a parameter must declare it of one kind: "
                  + parameter.name());
        }
      }
    }
  }

  /** The search space of sweep files that name no experiment. */
  public SearchSpace first() {
    return first;
  }

  /** An experiment's search space, or null if there is no such experiment. */
  public @Nullable SearchSpace of(String experiment) {
    return byExperiment.get(experiment);
  }

  /** The experiments, in the order given. */
  public Set<String> experiments() {
    return Collections.unmodifiableSet(byExperiment.keySet());
  }

  /** The first experiment that has a parameter or a block of descriptions of this name. */
  public Optional<String> ownerOf(String name) {
    return byExperiment.values().stream()
        .filter(
            space ->
                space.settable().containsKey(name)
                    || space.descriptions().stream().anyMatch(block -> block.key().equals(name)))
        .map(SearchSpace::experiment)
        .findFirst();
  }

  /** The names of the parameters that carry descriptions, see {@link DescriptionBlock}. */
  public Set<String> carriers() {
    return byExperiment.values().stream()
        .flatMap(space -> space.descriptions().stream())
        .map(block -> block.carried().name())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Every parameter of every experiment by name, those of the first before the others'. */
  public Map<String, ParameterKind> parameterKinds() {
    return Collections.unmodifiableMap(kinds);
  }
}
