package org.dashsweep.jobs.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.dashsweep.jobs.storage.CheckpointStore.Claim;
import org.dashsweep.jobs.storage.FaultyGateway.Fault;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints on S3, and beside tables on this machine. */
final class CheckpointStoreTest {
  private static final String TRIAL = "3f2a";
  private static final String FOLDER = "checkpoints/" + TRIAL;
  private static final AtomicInteger BUCKETS = new AtomicInteger();

  private static S3Server server;

  private OutputDirectory output;
  private CheckpointStore store;

  @BeforeAll
  static void start() throws Exception {
    server = S3Server.start();
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  @BeforeEach
  void open() throws IOException {
    server.gateway().fail(request -> Fault.NONE);
    String bucket = "checkpoints-" + BUCKETS.incrementAndGet();
    server.createBucket(bucket);
    output = OutputDirectory.open("s3a://" + bucket + "/out", server.configuration());
    store = new CheckpointStore(output);
  }

  @Test
  void whatOneMachineWroteAnotherGoesOnFrom() throws IOException {
    Path first;
    try (TrialCheckpoints checkpoints = store.open(TRIAL, Claim.UNDISPUTED)) {
      first = checkpoints.directory();
      assertThat(first).isEmptyDirectory();
      write(checkpoints, "state 1");
      write(checkpoints, "state 2");
      Files.writeString(first.resolve(".training.safetensors.half"), "half");
    }
    assertThat(first).doesNotExist();
    assertThat(store.trials()).containsExactly(TRIAL);
    assertThat(stored()).as("the manifest and one file").hasSize(2);

    try (TrialCheckpoints checkpoints = store.open(TRIAL, Claim.UNDISPUTED)) {
      assertThat(checkpoints.directory()).isNotEqualTo(first);
      assertThat(state(checkpoints)).isEqualTo("state 2");
      assertThat(checkpoints.directory().toFile().list()).hasSize(1);
      write(checkpoints, "state 3");
    }
    assertThat(stored()).as("what was fetched is replaced").hasSize(2);
    try (TrialCheckpoints checkpoints = store.open(TRIAL, Claim.UNDISPUTED)) {
      assertThat(state(checkpoints)).isEqualTo("state 3");
      checkpoints.discard();
    }
    assertThat(store.trials()).isEmpty();
    assertThat(stored()).isEmpty();
  }

  @Test
  void theTrialDoesNotWaitForAnUpload() throws Exception {
    AtomicBoolean slow = new AtomicBoolean(true);
    server
        .gateway()
        .fail(
            request -> {
              while (request.startsWith("PUT ") && slow.get()) {
                Thread.onSpinWait();
              }
              return Fault.NONE;
            });
    try (TrialCheckpoints checkpoints = store.open(TRIAL, Claim.UNDISPUTED)) {
      for (int i = 0; i < 100; i++) {
        write(checkpoints, "state " + i);
      }
      assertThat(stored()).isEmpty();
      slow.set(false);
    }
    long puts =
        server.gateway().requests().stream()
            .filter(request -> request.startsWith("PUT "))
            .filter(request -> request.contains(output.path().toUri().getHost()))
            .count();
    assertThat(puts).as("of 100 checkpoints only the last of each upload").isLessThan(12);
    try (TrialCheckpoints checkpoints = store.open(TRIAL, Claim.UNDISPUTED)) {
      assertThat(state(checkpoints)).isEqualTo("state 99");
    }
  }

  @Test
  void anUploadThatFailsCostsOnlyTheProgressSinceTheOneBefore() throws IOException {
    try (TrialCheckpoints checkpoints = store.open(TRIAL, Claim.UNDISPUTED)) {
      write(checkpoints, "state 1");
    }
    try (TrialCheckpoints checkpoints = store.open(TRIAL, Claim.UNDISPUTED)) {
      server
          .gateway()
          .fail(
              request ->
                  request.startsWith("PUT ") && request.contains("manifest.json")
                      ? Fault.DROPPED_REQUEST
                      : Fault.NONE);
      write(checkpoints, "state 2");
    }
    server.gateway().fail(request -> Fault.NONE);
    try (TrialCheckpoints checkpoints = store.open(TRIAL, Claim.UNDISPUTED)) {
      assertThat(state(checkpoints)).isEqualTo("state 1");
    }
  }

  @Test
  void aCheckpointThatIsNotWholeIsNotUsed() throws IOException {
    try (TrialCheckpoints checkpoints = store.open(TRIAL, Claim.UNDISPUTED)) {
      write(checkpoints, "state 1");
    }
    FileStatus state =
        stored().stream()
            .filter(file -> file.getPath().getName().endsWith(".safetensors"))
            .findFirst()
            .orElseThrow();
    output.write(FOLDER + "/" + state.getPath().getName(), stream -> stream.write('s'));
    try (TrialCheckpoints checkpoints = store.open(TRIAL, Claim.UNDISPUTED)) {
      assertThat(checkpoints.directory()).isEmptyDirectory();
    }
    output.delete(FOLDER + "/" + state.getPath().getName());
    try (TrialCheckpoints checkpoints = store.open(TRIAL, Claim.UNDISPUTED)) {
      assertThat(checkpoints.directory()).isEmptyDirectory();
    }
    output.write(FOLDER + "/manifest.json", stream -> stream.write('{'));
    try (TrialCheckpoints checkpoints = store.open(TRIAL, Claim.UNDISPUTED)) {
      assertThat(checkpoints.directory()).isEmptyDirectory();
      write(checkpoints, "state 2");
    }
    try (TrialCheckpoints checkpoints = store.open(TRIAL, Claim.UNDISPUTED)) {
      assertThat(state(checkpoints)).isEqualTo("state 2");
    }
  }

  @Test
  void anInterruptedTrialStillKeepsItsCheckpoint() throws Exception {
    Thread trial =
        new Thread(
            () -> {
              try (TrialCheckpoints checkpoints = store.open(TRIAL, Claim.UNDISPUTED)) {
                write(checkpoints, "state 1");
                Thread.currentThread().interrupt();
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    trial.start();
    trial.join(30_000);
    assertThat(trial.isAlive()).isFalse();
    try (TrialCheckpoints checkpoints = store.open(TRIAL, Claim.UNDISPUTED)) {
      assertThat(state(checkpoints)).isEqualTo("state 1");
    }
  }

  @Test
  void anAttemptThatWasGivenUpReplacesNothing() throws IOException {
    try (TrialCheckpoints checkpoints = store.open(TRIAL, Claim.UNDISPUTED)) {
      write(checkpoints, "state 2");
    }
    try (TrialCheckpoints cutOff = store.open(TRIAL, () -> false)) {
      write(cutOff, "state 1");
    }
    assertThat(stored()).hasSize(2);
    try (TrialCheckpoints checkpoints = store.open(TRIAL, Claim.UNDISPUTED)) {
      assertThat(state(checkpoints)).isEqualTo("state 2");
    }
  }

  @Test
  void onThisMachineItIsWrittenWhereItBelongs(@TempDir Path directory) throws IOException {
    CheckpointStore local =
        new CheckpointStore(OutputDirectory.open(directory.toString(), new Configuration()));
    try (TrialCheckpoints checkpoints = local.open(TRIAL, Claim.UNDISPUTED)) {
      assertThat(checkpoints.directory()).isEqualTo(directory.resolve(FOLDER));
      Files.createDirectories(checkpoints.directory());
      write(checkpoints, "state 1");
    }
    assertThat(local.trials()).containsExactly(TRIAL);
    try (TrialCheckpoints checkpoints = local.open(TRIAL, Claim.UNDISPUTED)) {
      assertThat(state(checkpoints)).isEqualTo("state 1");
      checkpoints.discard();
    }
    assertThat(local.trials()).isEmpty();
    local.delete(TRIAL);
  }

  private List<FileStatus> stored() throws IOException {
    return output.files(FOLDER);
  }

  private static void write(TrialCheckpoints checkpoints, String state) throws IOException {
    Path file = checkpoints.directory().resolve("training.safetensors");
    Path hidden = checkpoints.directory().resolve(".hidden");
    Files.writeString(hidden, state);
    Files.move(hidden, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    checkpoints.written();
  }

  private static String state(TrialCheckpoints checkpoints) throws IOException {
    return Files.readString(checkpoints.directory().resolve("training.safetensors"));
  }
}
