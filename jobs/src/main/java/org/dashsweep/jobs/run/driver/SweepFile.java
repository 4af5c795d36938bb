package org.dashsweep.jobs.run.driver;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dashsweep.jobs.progress.TrackedTrial;
import org.dashsweep.jobs.report.PublishedNumbers;
import org.dashsweep.jobs.run.protocol.TrialCatalogue;
import org.dashsweep.jobs.tables.Outcome;
import org.dashsweep.jobs.tables.TableSnapshot;
import org.dashsweep.jobs.tables.TrialRow;
import org.dashsweep.source.Locations;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.sweep.Exploration;
import org.dashsweep.sweep.Plan;
import org.dashsweep.sweep.Trial;
import org.dashsweep.sweep.file.SweepSpecification;
import org.dashsweep.sweep.file.SweepTextFile;
import org.dashsweep.trial.InputProblem;
import org.dashsweep.trial.TrialPreflight;
import org.jspecify.annotations.Nullable;

/**
 * A sweep file, read and expanded: the argument SPEC of several commands.
 *
 * @param cells all of them, in the order of the file
 * @param labels short names of them
 * @param trials those that can run, with their ids
 * @param unusable those that cannot run here, which have no id
 * @param preflight what can be said of the trials
 * @param published the text of the published numbers that the file names; null for none
 * @param exploration how trials are stopped early; null if all run to their end
 */
public record SweepFile(
    String name,
    List<TrialConfig> cells,
    TrialLabels labels,
    List<Trial> trials,
    List<Unusable> unusable,
    TrialPreflight preflight,
    @Nullable String published,
    @Nullable Exploration exploration) {
  private static final int LONGEST_PUBLISHED_BYTES = 10 << 20;

  public SweepFile {
    cells = List.copyOf(cells);
    trials = List.copyOf(trials);
    unusable = List.copyOf(unusable);
  }

  /**
   * A configuration that cannot run here.
   *
   * @param problems why, at least one
   */
  public record Unusable(TrialConfig config, List<InputProblem> problems) {
    public Unusable {
      problems = List.copyOf(problems);
    }

    /** Tells whether only weights are missing: what the trial costs can be said without them. */
    public boolean isAwaiting() {
      return problems.stream().allMatch(each -> each.kind() == InputProblem.Kind.AWAITED);
    }
  }

  /**
   * Reads a file, whether or not its cells can run.
   *
   * @param locations where models and data lie that it does not describe itself
   * @throws InputException if the published numbers that it names cannot be read
   */
  public static SweepFile read(Path file, TrialCatalogue catalogue, Locations locations)
      throws IOException {
    SweepSpecification specification = SweepSpecification.read(file, catalogue.searchSpaces());
    TrialPreflight preflight =
        catalogue.preflight(specification.experiment(), locations.beside(file));
    List<TrialConfig> usable = new ArrayList<>();
    List<Unusable> unusable = new ArrayList<>();
    List<TrialConfig> cells = specification.expand();
    for (TrialConfig config : cells) {
      List<InputProblem> found = problems(config, preflight, specification);
      if (found.isEmpty()) {
        usable.add(config);
      } else {
        unusable.add(new Unusable(config, found));
      }
    }
    return new SweepFile(
        specification.name(),
        cells,
        TrialLabels.of(cells, specification.derived()),
        specification.trials(usable, preflight),
        unusable,
        preflight,
        published(file, specification),
        specification.exploration().orElse(null));
  }

  private static List<InputProblem> problems(
      TrialConfig config, TrialPreflight preflight, SweepSpecification specification) {
    List<InputProblem> found = preflight.problems(config);
    return found.isEmpty()
        ? specification
            .exploration()
            .flatMap(exploration -> ofRungs(exploration.metric(), config, preflight))
            .map(List::of)
            .orElse(List.of())
        : found;
  }

  private static Optional<InputProblem> ofRungs(
      String metric, TrialConfig config, TrialPreflight preflight) {
    if (metric.equals(Exploration.TRAINING_LOSS)) {
      return Optional.empty();
    }
    List<String> known = preflight.metricsAtRungs(config);
    return known.contains(metric)
        ? Optional.empty()
        : Optional.of(
            new InputProblem(
                "explore.metric",
                metric,
                String.format(
                    Locale.ROOT,
                    "is not measured while such a trial trains; choose one of %s",
                    String.join(
                        ", ",
                        Stream.concat(Stream.of(Exploration.TRAINING_LOSS), known.stream())
                            .toList()))));
  }

  /**
   * The ids of trials that need not run again: those that succeeded, and those that the sweep's own
   * exploration stopped.
   */
  public Set<String> finished(TableSnapshot snapshot) throws IOException {
    return finished(snapshot, exploration == null ? List.of() : withoutResult(snapshot));
  }

  /**
   * Returns the finished trials, as {@link #finished(TableSnapshot)} does.
   *
   * @param withoutResult the rows of {@link #withoutResult}
   */
  public Set<String> finished(TableSnapshot snapshot, List<TrialRow> withoutResult) {
    Set<String> finished = new HashSet<>(snapshot.succeeded());
    for (TrialRow row : withoutResult) {
      if (exploration != null
          && row.outcome() instanceof Outcome.Stopped outcome
          && outcome.stoppedBy().equals(exploration.rule())) {
        finished.add(row.trialId());
      }
    }
    return finished;
  }

  /** The sweep's trials that failed or were stopped early. Opens no file of any other. */
  public List<TrialRow> withoutResult(TableSnapshot snapshot) throws IOException {
    Set<String> ids = snapshot.failed();
    ids.retainAll(trials.stream().map(Trial::id).collect(Collectors.toSet()));
    return snapshot.rows(ids);
  }

  /** Returns the points of its trials that a user may not expect, each once. */
  public List<String> remarks() {
    return trials.stream()
        .flatMap(trial -> preflight.remarks(trial.config()).stream())
        .distinct()
        .toList();
  }

  /** Returns the trials whose progress is shown. */
  public List<TrackedTrial> tracked(Plan plan) {
    return plan.remaining().stream()
        .map(
            trial ->
                new TrackedTrial(
                    trial.id(), labels.of(trial), preflight.expectedCoreSeconds(trial.config())))
        .toList();
  }

  /** Returns the reasons why cells cannot run, each once. */
  public List<InputProblem> problems() {
    return unusable.stream().flatMap(config -> config.problems().stream()).distinct().toList();
  }

  private static @Nullable String published(Path file, SweepSpecification specification) {
    @Nullable String named = specification.published().orElse(null);
    if (named == null) {
      return null;
    }
    Path path = file.resolveSibling(named);
    try {
      String text =
          SweepTextFile.read(path, LONGEST_PUBLISHED_BYTES, "leave out what is not measured");
      PublishedNumbers.parse(path.toString(), text);
      return text;
    } catch (IOException e) {
      throw unreadable(named, String.valueOf(e.getMessage()));
    }
  }

  private static InputException unreadable(String published, String message) {
    return new InputException(List.of(new InputProblem("published", published, message)));
  }

  /**
   * The same file, of which every trial can run.
   *
   * @throws InputException if one cannot
   */
  public SweepFile requireUsable() {
    if (!unusable.isEmpty()) {
      throw new InputException(problems());
    }
    return this;
  }
}
