package org.dashsweep.jobs.run.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.dashsweep.jobs.run.driver.RunDirectory.Traces;
import org.dashsweep.jobs.storage.S3Server;
import org.dashsweep.jobs.tables.ResultStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The traces of runs on a disk and on an object store. */
final class RunDirectoryTest {
  @ParameterizedTest
  @CsvSource({
    "lease.json, SOME",
    "run.json, SOME",
    "run-trials.txt, SOME",
    "logs/run-20260101-000000.log, SOME",
    "trials/t1.parquet, SOME",
    "compacted/manifest-000001.json, SOME",
    "logs/server.log, NONE",
    "images/dog.jpg, NONE",
    "published/glue.yaml, NONE",
    "results/trials/t1.parquet, NONE"
  })
  void whatARunWritesIsATrace(String file, Traces traces, @TempDir Path directory)
      throws IOException {
    Path written = directory.resolve("out").resolve(file);
    Files.createDirectories(written.getParent());
    Files.writeString(written, "");
    for (String address :
        new String[] {
          directory.resolve("out").toString(), directory.resolve("out").toUri().toString()
        }) {
      assertThat(RunDirectory.traces(ResultStore.open(address, new Configuration())))
          .as(address)
          .isEqualTo(traces);
    }
    ResultStore missing =
        ResultStore.open(directory.resolve("none").toString(), new Configuration());
    assertThat(RunDirectory.traces(missing)).isEqualTo(Traces.NO_DIRECTORY);
  }

  @Test
  void anObjectStoreHasThemToo() throws Exception {
    try (S3Server server = S3Server.start()) {
      server.createBucket("traces");
      Configuration hadoop = server.configuration();
      ResultStore store = ResultStore.open("s3a://traces/sweeps/glue", hadoop);
      assertThat(RunDirectory.traces(store)).isEqualTo(Traces.NO_DIRECTORY);
      assertThat(RunDirectory.nearby(store, Traces.NO_DIRECTORY)).isEmpty();
      store.writeFile("notes.txt", "none".getBytes(StandardCharsets.UTF_8));
      assertThat(RunDirectory.traces(store)).isEqualTo(Traces.NONE);
      store.writeFile(Lease.FILE, "{}".getBytes(StandardCharsets.UTF_8));
      assertThat(RunDirectory.traces(store)).isEqualTo(Traces.SOME);
      ResultStore misspelt = ResultStore.open("s3a://traces/sweeps/gleu", hadoop);
      assertThat(RunDirectory.nearby(misspelt, RunDirectory.traces(misspelt)))
          .containsExactly(store.directory());
      ResultStore bucket = ResultStore.open("s3a://traces/sweeps", hadoop);
      assertThat(RunDirectory.nearby(bucket, RunDirectory.traces(bucket)))
          .containsExactly(store.directory());
    }
  }
}
