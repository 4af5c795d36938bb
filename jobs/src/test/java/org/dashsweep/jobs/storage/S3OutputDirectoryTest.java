package org.dashsweep.jobs.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.dashsweep.jobs.storage.FaultyGateway.Fault;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Files on a real S3 server. */
final class S3OutputDirectoryTest {
  private static final AtomicInteger BUCKETS = new AtomicInteger();

  private static S3Server server;

  private OutputDirectory directory;

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
    String bucket = "files-" + BUCKETS.incrementAndGet();
    server.createBucket(bucket);
    directory = OutputDirectory.open("s3a://" + bucket + "/sweeps/glue", server.configuration());
  }

  @Test
  void filesAreWrittenReadListedAndDeleted() throws IOException {
    assertThat(directory.read("trials/a")).isEmpty();
    assertThat(directory.files("trials")).isEmpty();
    write("trials/b", "one");
    write("trials/a", "two");
    write("trials/b", "three");
    write("trials/deeper/c", "four");
    assertThat(read("trials/b")).isEqualTo("three");
    assertThat(directory.files("trials"))
        .extracting(file -> file.getPath().getName())
        .containsExactly("a", "b");
    assertThat(directory.folders("trials")).containsExactly("deeper");
    directory.delete("trials/b");
    directory.delete("trials/never-there");
    assertThat(directory.read("trials/b")).isEmpty();
    directory.delete("trials");
    assertThat(directory.files("trials")).isEmpty();
  }

  @Test
  void nothingIsRenamed() throws IOException {
    write("trials/a", "one");
    assertThat(server.gateway().requests())
        .filteredOn(request -> request.contains(directory.path().toUri().getHost()))
        .filteredOn(request -> request.startsWith("PUT "))
        .singleElement()
        .asString()
        .contains("/sweeps/glue/trials/a");
  }

  @Test
  void aWriterThatFailsPublishesNothing() throws IOException {
    write("trials/a", "old");
    assertThatThrownBy(
            () ->
                directory.write(
                    "trials/a",
                    stream -> {
                      stream.write("new".getBytes(UTF_8));
                      stream.close();
                      throw new IOException("half way");
                    }))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("trials/a");
    assertThat(read("trials/a")).isEqualTo("old");
  }

  @Test
  void oneOfTwoWritersOfANewFileSucceeds() throws IOException {
    assertThat(directory.writeNew("lease.json", "mine".getBytes(UTF_8))).isTrue();
    assertThat(directory.writeNew("lease.json", "yours".getBytes(UTF_8))).isFalse();
    assertThat(read("lease.json")).isEqualTo("mine");
    directory.delete("lease.json");
    assertThat(directory.writeNew("lease.json", "yours".getBytes(UTF_8))).isTrue();
  }

  @Test
  void aNewFileWhoseAnswerIsLostIsStillItsWriters() throws IOException {
    AtomicInteger lost = new AtomicInteger();
    server
        .gateway()
        .fail(
            request ->
                request.startsWith("PUT ") && lost.getAndIncrement() == 0
                    ? Fault.LOST_ANSWER
                    : Fault.NONE);
    assertThat(directory.writeNew("lease.json", "mine".getBytes(UTF_8))).isTrue();
    assertThat(lost.get()).isGreaterThan(1);
  }

  @Test
  void serversThatStumbleAreAskedAgain() throws IOException {
    AtomicInteger count = new AtomicInteger();
    Fault[] faults = Fault.values();
    // Every second request fails, each time in another way.
    server
        .gateway()
        .fail(
            request -> {
              int number = count.getAndIncrement();
              return number % 2 == 1 ? faults[1 + number / 2 % 4] : Fault.NONE;
            });
    byte[] large = new byte[300_000];
    large[299_999] = 7;
    for (int i = 0; i < 6; i++) {
      directory.write("tables/" + i, stream -> stream.write(large));
    }
    for (FileStatus file : directory.files("tables")) {
      assertThat(file.getLen()).isEqualTo(large.length);
      assertThat(directory.read("tables/" + file.getPath().getName())).contains(large);
    }
    assertThat(directory.files("tables")).hasSize(6);
    assertThat(server.gateway().faults()).isGreaterThan(6);
  }

  @Test
  void otherPeoplesRenamesWork() throws IOException {
    write("a", "one");
    FileSystem system = directory.path().getFileSystem(server.configuration());
    assertThat(system.rename(new Path(directory.path(), "a"), new Path(directory.path(), "b")))
        .as("copies through the SDK's asynchronous client, on Spark's Netty")
        .isTrue();
    assertThat(read("b")).isEqualTo("one");
  }

  private void write(String name, String content) throws IOException {
    directory.write(name, stream -> stream.write(content.getBytes(UTF_8)));
  }

  private String read(String name) throws IOException {
    return new String(directory.read(name).orElseThrow(), UTF_8);
  }
}
