package org.dashsweep.jobs.run.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.dashsweep.jobs.storage.StorageException;
import org.dashsweep.jobs.storage.StorageFault;
import org.dashsweep.jobs.tables.Outcome;
import org.dashsweep.trial.FailureClass;
import org.dashsweep.trial.TrialException;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.UnwritableFile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class FailuresTest {
  @ParameterizedTest
  @MethodSource
  void whatATrialThrowsHasAClassAndAMessage(
      Throwable thrown, FailureClass failureClass, String message) {
    assertThat(Failures.outcome(thrown)).isEqualTo(new Outcome.Failed(failureClass, message));
  }

  static Stream<Arguments> whatATrialThrowsHasAClassAndAMessage() {
    return Stream.of(
        Arguments.of(
            new TrialException(FailureClass.DIVERGED, "loss is NaN at step 3"),
            FailureClass.DIVERGED,
            "loss is NaN at step 3"),
        Arguments.of(
            new OutOfMemoryError("heap"), FailureClass.OUT_OF_MEMORY, "OutOfMemoryError: heap"),
        Arguments.of(
            new IllegalStateException("wrapped", new OutOfMemoryError("heap")),
            FailureClass.OUT_OF_MEMORY,
            "IllegalStateException: wrapped"),
        Arguments.of(
            new CheckpointException("model.safetensors", "is cut short"),
            FailureClass.BAD_INPUT,
            "model.safetensors is cut short"),
        Arguments.of(
            new UncheckedIOException("cannot read a.txt", new IOException("disk")),
            FailureClass.STORAGE,
            "UncheckedIOException: cannot read a.txt"),
        Arguments.of(
            UnwritableFile.because(Path.of("a.txt"), new IOException("No space left on device")),
            FailureClass.STORAGE,
            "UncheckedIOException: Cannot write a.txt: No space left on device: "
                + StorageFault.FULL.remedy()),
        Arguments.of(
            StorageException.writing("s3a://b/a", new IOException("Disk quota exceeded")),
            FailureClass.STORAGE,
            "cannot write s3a://b/a: " + StorageFault.OVER_QUOTA.remedy()),
        Arguments.of(
            new ArithmeticException(), FailureClass.INTERNAL, "java.lang.ArithmeticException"),
        Arguments.of(
            new NoClassDefFoundError("a/B"), FailureClass.INTERNAL, "NoClassDefFoundError: a/B"));
  }
}
