package org.dashsweep.jobs.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.Syncable;
import org.apache.hadoop.fs.permission.FsPermission;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OutputDirectoryTest {
  private final Path directory;

  OutputDirectoryTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void aFileHasItsNameWhenItIsOnTheDisk() throws IOException {
    Configuration configuration = new Configuration();
    configuration.set("fs.synced.impl", SyncedFileSystem.class.getName());
    OutputDirectory output = OutputDirectory.open("synced://" + directory, configuration);
    SyncedFileSystem.CALLS.clear();
    output.write("trials/a", stream -> stream.write("one".getBytes(UTF_8)));
    assertThat(SyncedFileSystem.CALLS).containsExactly("sync", "rename");
    SyncedFileSystem.CALLS.clear();
    assertThat(output.writeNew("b", "two".getBytes(UTF_8))).isTrue();
    assertThat(SyncedFileSystem.CALLS).containsExactly("sync", "rename");
    assertThat(directory.resolve("trials/a")).hasContent("one");
  }

  @Test
  void aWriterThatFailsLeavesWhatWasThereAndNothingElse() throws IOException {
    OutputDirectory output = OutputDirectory.open(directory.toString(), new Configuration());
    output.write("trials/a", stream -> stream.write("one".getBytes(UTF_8)));
    assertThatThrownBy(
            () ->
                output.write(
                    "trials/a",
                    stream -> {
                      stream.write("tw".getBytes(UTF_8));
                      throw new IOException("No space left on device");
                    }))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("trials/a");
    assertThat(directory.resolve("trials/a")).hasContent("one");
    assertThat(directory.resolve("trials").toFile().list()).containsExactly("a");
    output.write("trials/a", stream -> stream.write("two".getBytes(UTF_8)));
    assertThat(directory.resolve("trials/a")).hasContent("two");
  }

  @Test
  void aNewFileIsNoOtherOnesSuccessor() throws IOException {
    OutputDirectory output = OutputDirectory.open(directory.toString(), new Configuration());
    assertThat(output.writeNew("b", "one".getBytes(UTF_8))).isTrue();
    assertThat(output.writeNew("b", "two".getBytes(UTF_8))).isFalse();
    assertThat(directory.resolve("b")).hasContent("one");
    assertThat(directory.toFile().list()).containsExactly("b");
  }

  @Test
  void manyFilesAreDeletedThoseThatAreGoneIncluded() throws IOException {
    OutputDirectory output = OutputDirectory.open(directory.toString(), new Configuration());
    List<org.apache.hadoop.fs.Path> files = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Files.writeString(directory.resolve("f" + i), "");
      files.add(output.path("f" + i));
    }
    files.add(2, output.path("never-there"));
    output.delete(files.subList(0, 5));
    assertThat(directory).isDirectoryContaining("glob:**f4").isDirectoryNotContaining("glob:**f3");
  }

  /** The local files under a scheme of their own, which tell of what makes them last. */
  public static final class SyncedFileSystem extends RawLocalFileSystem {
    static final List<String> CALLS = new ArrayList<>();

    @Override
    public String getScheme() {
      return "synced";
    }

    @Override
    public URI getUri() {
      return URI.create("synced:///");
    }

    @Override
    public boolean rename(org.apache.hadoop.fs.Path from, org.apache.hadoop.fs.Path to)
        throws IOException {
      CALLS.add("rename");
      return super.rename(from, to);
    }

    @Override
    protected OutputStream createOutputStreamWithMode(
        org.apache.hadoop.fs.Path file, boolean append, FsPermission permission)
        throws IOException {
      return new SyncedStream(super.createOutputStreamWithMode(file, append, permission));
    }
  }

  private static final class SyncedStream extends FilterOutputStream implements Syncable {
    SyncedStream(OutputStream out) {
      super(out);
    }

    @Override
    public void hflush() throws IOException {
      ((Syncable) out).hflush();
    }

    @Override
    public void hsync() throws IOException {
      SyncedFileSystem.CALLS.add("sync");
      ((Syncable) out).hsync();
    }
  }
}
