package org.dashsweep.weights.safetensors;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java heap does not limit the tensors of a file. */
@Tag("native")
final class LargeCheckpointTest {
  @Test
  void aTensorFiveTimesAsLargeAsTheHeapIsWrittenAndReadBack(@TempDir Path directory)
      throws Exception {
    File output = directory.resolve("output").toFile();
    Process process =
        new ProcessBuilder(
                LargeCheckpoint.command("-Xmx64m", directory.resolve("large.safetensors"), 320))
            .redirectErrorStream(true)
            .redirectOutput(output)
            .start();
    try {
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("it ends").isTrue();
      assertThat(process.exitValue()).as(() -> "output in " + output).isZero();
    } finally {
      process.destroyForcibly();
    }
  }
}
