package org.dashsweep.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every sweep that ships with the project is sound and as large as it is meant to be. */
final class SweepsFolderTest {
  private static final Path SWEEPS = Path.of("..", "sweeps");

  @Test
  void everySweepExpandsToItsNumberOfCells() throws IOException {
    Map<String, Integer> cells = new TreeMap<>();
    try (Stream<Path> files = Files.walk(SWEEPS)) {
      files
          .filter(file -> file.toString().matches(".*\\.ya?ml"))
          .forEach(file -> cells.put(SWEEPS.relativize(file).toString(), expand(file).size()));
    }
    assertThat(cells).containsExactlyEntriesOf(new TreeMap<>(Map.of("quickstart.yaml", 20)));
  }

  @Test
  void theQuickstartComparesTheMethodsOnBothTasks() {
    Map<String, Integer> counts = new TreeMap<>();
    for (Cell cell : expand(SWEEPS.resolve("quickstart.yaml"))) {
      counts.merge(cell.text("task") + " " + cell.text("method"), 1, Integer::sum);
    }
    assertThat(counts)
        .containsExactly(
            Map.entry("hypernymy head-only", 2),
            Map.entry("hypernymy lora", 4),
            Map.entry("hypernymy lora-dash", 4),
            Map.entry("supersense head-only", 2),
            Map.entry("supersense lora", 4),
            Map.entry("supersense lora-dash", 4));
  }

  private static List<Cell> expand(Path file) {
    try {
      return SweepSpecification.read(file, TestVocabulary.VOCABULARY).expand();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    }
  }
}
