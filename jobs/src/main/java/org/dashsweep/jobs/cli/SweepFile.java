package org.dashsweep.jobs.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.dashsweep.jobs.run.TrialCatalogue;
import org.dashsweep.sweep.Cell;
import org.dashsweep.sweep.SweepSpecification;
import org.dashsweep.sweep.Trial;
import org.dashsweep.trial.InputProblem;
import org.dashsweep.trial.Locations;
import org.dashsweep.trial.TrialOutlook;

/**
 * A sweep file, read and expanded: the argument SPEC of several commands.
 *
 * @param cells all of them, in the order of the file
 * @param trials those whose models and data are there, with their ids
 * @param unusable those whose models or data are not: without them there is no id
 * @param problems why those are not usable
 * @param outlook what can be said of the trials
 */
record SweepFile(
    String name,
    List<Cell> cells,
    List<Trial> trials,
    List<Cell> unusable,
    List<InputProblem> problems,
    TrialOutlook outlook) {
  SweepFile {
    cells = List.copyOf(cells);
    trials = List.copyOf(trials);
    unusable = List.copyOf(unusable);
    problems = List.copyOf(problems);
  }

  /** Reads a file, whether or not its models and data are there. */
  static SweepFile read(Path file, TrialCatalogue catalogue, Locations locations)
      throws IOException {
    SweepSpecification specification = SweepSpecification.read(file, catalogue.vocabularies());
    TrialOutlook outlook = catalogue.outlook(specification.experiment(), locations);
    List<Cell> usable = new ArrayList<>();
    List<Cell> unusable = new ArrayList<>();
    Set<InputProblem> problems = new LinkedHashSet<>();
    for (Cell cell : specification.expand()) {
      List<InputProblem> found = outlook.problems(cell);
      (found.isEmpty() ? usable : unusable).add(cell);
      problems.addAll(found);
    }
    return new SweepFile(
        specification.name(),
        specification.expand(),
        specification.trials(usable, outlook),
        unusable,
        List.copyOf(problems),
        outlook);
  }

  /**
   * The same file, of which every trial can run.
   *
   * @throws InputException if a model or data set is not there
   */
  SweepFile requireUsable() {
    if (!problems.isEmpty()) {
      throw new InputException(problems);
    }
    return this;
  }
}
