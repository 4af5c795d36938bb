package org.dashsweep.trial;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.EngineException;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.stream.Stream;
import org.dashsweep.data.DataException;
import org.dashsweep.train.DivergenceException;
import org.dashsweep.weights.CheckpointException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class TrialFailuresTest {
  @ParameterizedTest
  @MethodSource
  void whatIsThrownHasAClass(RuntimeException thrown, FailureClass expected) {
    assertThatExceptionOfType(TrialException.class)
        .isThrownBy(() -> classify(thrown))
        .withCause(thrown)
        .matches(trial -> trial.failureClass() == expected);
  }

  static Stream<Arguments> whatIsThrownHasAClass() {
    return Stream.of(
        Arguments.of(new DivergenceException(3, Double.NaN, 1), FailureClass.DIVERGED),
        Arguments.of(
            new IllegalArgumentException("rank must be at least 1"), FailureClass.BAD_INPUT),
        Arguments.of(
            new IllegalArgumentException("layer 3", new EngineException("std::bad_alloc")),
            FailureClass.OUT_OF_MEMORY),
        Arguments.of(
            new EngineException("CUDA error: device-side assert triggered"), FailureClass.DEVICE),
        Arguments.of(reading(new IOException("Input/output error")), FailureClass.STORAGE),
        Arguments.of(
            reading(new FileSystemException("a.safetensors", null, "Stale file handle")),
            FailureClass.STORAGE),
        Arguments.of(
            new DataException("a.tsv", "cannot be read", new SocketTimeoutException("timed out")),
            FailureClass.STORAGE),
        Arguments.of(reading(new NoSuchFileException("a.safetensors")), FailureClass.BAD_INPUT),
        Arguments.of(reading(new EOFException()), FailureClass.BAD_INPUT));
  }

  @Test
  void whatHasNoClassIsThrownAsItIs() {
    RuntimeException fault = new IllegalStateException("a fault");
    assertThatThrownBy(() -> classify(fault)).isSameAs(fault);
    RuntimeException full = new UncheckedIOException(new IOException("No space left on device"));
    assertThatThrownBy(() -> classify(full)).isSameAs(full);
  }

  private static void classify(RuntimeException thrown) {
    TrialFailures.classify(
        () -> {
          throw thrown;
        });
  }

  private static CheckpointException reading(IOException cause) {
    return new CheckpointException("a.safetensors", "cannot be read", cause);
  }
}
