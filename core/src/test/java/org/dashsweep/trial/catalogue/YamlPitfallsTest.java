package org.dashsweep.trial.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.sweep.file.Problem;
import org.dashsweep.sweep.file.SpecificationException;
import org.dashsweep.sweep.file.SweepSpecification;
import org.dashsweep.trial.ScheduleParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sweep files with what YAML readers disagree about: each is read in one way or refused. */
final class YamlPitfallsTest {
  private static final Path FOLDER = folder();

  private static Path folder() {
    try {
      return Path.of(Objects.requireNonNull(YamlPitfallsTest.class.getResource("yaml")).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A byte-order mark with line ends of Windows, and an exponent without a point. */
  @ParameterizedTest
  @ValueSource(strings = {"bom.yaml", "exp.yaml"})
  void isRead(String file) throws IOException {
    List<TrialConfig> cells =
        SweepSpecification.read(FOLDER.resolve(file), Experiments.searchSpaces()).expand();
    assertThat(cells)
        .singleElement()
        .satisfies(
            config -> assertThat(config.get(ScheduleParameters.LEARNING_RATE)).isEqualTo(1e-4));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "comma.yaml  | 2:71  | 0,001 cannot be read from \",001\" on",
        "dup.yaml    | 2:106 | the key stands here twice",
        "hex.yaml    | 2:94  | 0x10 cannot be read",
        "long.yaml   | 1:1   | must have at most 100 characters, and has 300: nnn",
        "merge.yaml  | 2:8   | anchors are not supported: &a",
        "norway.yaml | 1:1   | must be text: no",
        "num.yaml    | 1:1   | must be text: 2024-01-02",
        "octal.yaml  | 2:103 | 010 cannot be read",
        "octal9.yaml | 2:112 | 007 cannot be read",
        "same.yaml   | 3:30  | the value stands on the axis twice: 0.0001",
        "sexa.yaml   | 2:94  | 1:40 cannot be read",
        "slash.yaml  | 1:1   | must be in kebab case: ../../x y",
        "under.yaml  | 2:94  | 1_000 cannot be read",
      })
  void isRefusedWithItsPlace(String file, String place, String message) {
    SpecificationException thrown =
        catchThrowableOfType(
            SpecificationException.class,
            () -> SweepSpecification.read(FOLDER.resolve(file), Experiments.searchSpaces()));
    Problem first = thrown.problems().get(0);
    assertThat(first.line() + ":" + first.column()).isEqualTo(place);
    assertThat(first.message()).contains(message);
    assertThat(first.remedy()).isNotBlank();
  }

  @Test
  void noFileIsLeftOut() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      assertThat(files).hasSize(2 + 13);
    }
  }
}
