package org.dashsweep.jobs.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.dashsweep.jobs.run.TrialCatalogue;
import org.dashsweep.sweep.SweepSpecification;
import org.dashsweep.sweep.Trial;

/**
 * A sweep file, read and expanded: the argument SPEC of several commands.
 *
 * @param trials its cells, in the order of the file
 */
record SweepFile(String name, List<Trial> trials) {
  SweepFile {
    trials = List.copyOf(trials);
  }

  static SweepFile read(Path file, TrialCatalogue catalogue) throws IOException {
    SweepSpecification specification = SweepSpecification.read(file, catalogue.vocabulary());
    return new SweepFile(specification.name(), specification.trials(catalogue.fingerprints()));
  }
}
