package org.dashsweep.sweep;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The vocabularies of all experiments that sweep files may name. */
public final class Vocabularies {
  private final Map<String, Vocabulary> byExperiment = new LinkedHashMap<>();
  private final Map<String, ParameterKind> kinds = new LinkedHashMap<>();
  private final Vocabulary first;

  /**
   * Joins vocabularies.
   *
   * @param vocabularies the first is that of sweep files that name no experiment
   * @throws IllegalArgumentException if there is none, two are of one experiment, or two declare a
   *     parameter of one name as different kinds: it is one column of the results
   */
  public Vocabularies(List<Vocabulary> vocabularies) {
    if (vocabularies.isEmpty()) {
      throw new IllegalArgumentException("There must be a vocabulary");
    }
    this.first = vocabularies.get(0);
    for (Vocabulary vocabulary : vocabularies) {
      if (byExperiment.put(vocabulary.experiment(), vocabulary) != null) {
        throw new IllegalArgumentException(
            "The experiment is declared twice: " + vocabulary.experiment());
      }
      for (Parameter parameter : vocabulary.parameters().values()) {
        @Nullable ParameterKind other = kinds.putIfAbsent(parameter.name(), parameter.kind());
        if (other != null && other != parameter.kind()) {
          throw new IllegalArgumentException(
              "Experiments that share a parameter must declare it of one kind: "
                  + parameter.name());
        }
      }
    }
  }

  /** The vocabulary of sweep files that name no experiment. */
  public Vocabulary first() {
    return first;
  }

  /** An experiment's vocabulary, or null if there is no such experiment. */
  public @Nullable Vocabulary of(String experiment) {
    return byExperiment.get(experiment);
  }

  /** The experiments, in the order given. */
  public Set<String> experiments() {
    return Collections.unmodifiableSet(byExperiment.keySet());
  }

  /** Every parameter of every experiment by name, those of the first before the others'. */
  public Map<String, ParameterKind> parameterKinds() {
    return Collections.unmodifiableMap(kinds);
  }
}
