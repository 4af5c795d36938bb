package org.dashsweep.jobs.grouping;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.dashsweep.trial.commonsense.CommonsenseParameters;
import org.jspecify.annotations.Nullable;

/**
 * The sets of rows that trials are evaluated on, and the names that tell sets of one data set
 * apart.
 */
final class ReportedQuestionSets {
  private static final String DATA_SETS = CommonsenseParameters.DATA_SETS.name();

  /** Parameters that choose rows of a data set, in the order in which they are named. */
  private static final List<String> CHOOSING =
      List.of(DATA_SETS, CommonsenseParameters.EVALUATION_ROWS.name());

  private static final int NAMED_SETS = 3;
  private static final int SHORTEST = 6;

  private static final Comparator<Key> ORDER =
      Comparator.comparing(Key::kind)
          .thenComparing(Key::content)
          .thenComparing(key -> key.choice().toString());

  private final Map<Key, String> differences = new HashMap<>();

  /**
   * A set of rows, identified by its content or else by all that the content depends on.
   *
   * @param content hash of the rows, or of the whole data set where the rows' hash is not known
   * @param choice the parameters that chose the rows; empty where the rows' own hash is known
   */
  private record Key(String task, Kind kind, String content, List<String> choice) {
    static Key of(ReportedIdentity trial) {
      @Nullable String questions = trial.questions();
      return questions != null
          ? new Key(trial.task(), Kind.ROWS, questions, List.of())
          : new Key(
              trial.task(),
              Kind.DATA,
              trial.data(),
              CHOOSING.stream().map(name -> String.valueOf(trial.text(name))).toList());
    }
  }

  /** Content that a hash is of. */
  private enum Kind {
    ROWS("rows"),
    DATA("data");

    private final String label;

    Kind(String label) {
      this.label = label;
    }
  }

  ReportedQuestionSets(Collection<ReportedIdentity> trials) {
    Map<String, Map<Key, List<ReportedIdentity>>> byTask = new HashMap<>();
    for (ReportedIdentity trial : trials) {
      byTask
          .computeIfAbsent(trial.task(), task -> new HashMap<>())
          .computeIfAbsent(Key.of(trial), key -> new ArrayList<>())
          .add(trial);
    }
    byTask.values().forEach(this::tellApart);
  }

  /** Two trials with equal answers are evaluated on the same rows. */
  Object of(ReportedIdentity trial) {
    return Key.of(trial);
  }

  /** Words that tell a trial's rows from others of its data set; empty if there are no others. */
  String difference(ReportedIdentity trial) {
    return differences.getOrDefault(Key.of(trial), "");
  }

  private void tellApart(Map<Key, List<ReportedIdentity>> sets) {
    if (sets.size() < 2) {
      return;
    }
    Map<Key, String> chosen = new HashMap<>();
    sets.keySet().forEach(key -> chosen.put(key, ""));
    for (String name : CHOOSING) {
      SortedMap<String, Set<Key>> byValue = new TreeMap<>();
      sets.forEach(
          (key, trials) ->
              trials.forEach(
                  trial ->
                      byValue
                          .computeIfAbsent(shown(name, trial), value -> new TreeSet<>(ORDER))
                          .add(key)));
      // A set that was chosen in two ways is not told by how it was chosen.
      boolean one = byValue.values().stream().mapToInt(Set::size).sum() == sets.size();
      if (one && byValue.size() > 1) {
        byValue.forEach(
            (value, keys) ->
                keys.forEach(
                    key -> chosen.merge(key, value, (a, b) -> a.isEmpty() ? b : a + ", " + b)));
      }
    }
    int digits = digits(sets.keySet());
    chosen.forEach(
        (key, text) -> {
          boolean unique = !text.isEmpty() && Collections.frequency(chosen.values(), text) == 1;
          String content = key.kind().label + " " + shortened(key.content(), digits);
          differences.put(key, unique ? text : text.isEmpty() ? content : text + ", " + content);
        });
  }

  private static String shown(String name, ReportedIdentity trial) {
    @Nullable Object value = trial.settings().get(name);
    if (value == null) {
      return "all " + name;
    }
    if (name.equals(DATA_SETS) && value instanceof List<?> sets && sets.size() > NAMED_SETS) {
      return sets.size() + " " + name;
    }
    return value instanceof List<?> list
        ? name + " " + list.stream().map(String::valueOf).collect(Collectors.joining(", "))
        : name + " " + Objects.requireNonNull(trial.text(name));
  }

  /** Number of digits that tell the hashes apart. */
  private static int digits(Set<Key> keys) {
    Set<String> contents = keys.stream().map(Key::content).collect(Collectors.toSet());
    int digits = SHORTEST;
    int longest = contents.stream().mapToInt(String::length).max().orElse(0);
    while (digits < longest && distinct(contents, digits) < contents.size()) {
      digits++;
    }
    return digits;
  }

  private static long distinct(Set<String> contents, int digits) {
    return contents.stream().map(content -> shortened(content, digits)).distinct().count();
  }

  /** The first digits of a hash, without the name of its kind. */
  static String shortened(String hash, int digits) {
    String plain = hash.startsWith("sha256:") ? hash.substring("sha256:".length()) : hash;
    return plain.length() > digits ? plain.substring(0, digits) : plain;
  }
}
