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
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.Syncable;
import org.apache.hadoop.fs.permission.FsPermission;
import org.dashsweep.file.UnfinishedName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OutputDirectoryTest {
  private final Path directory;

  OutputDirectoryTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void aPathThatHadoopPutsElsewhereIsNamedWithWhereItIsAndTheWayOut() {
    Configuration configuration = new Configuration(false);
    configuration.set("fs.defaultFS", "nosuch://namenode");
    assertThatThrownBy(() -> OutputDirectory.open("/data/out", configuration))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("/data/out", "nosuch://namenode", "file:///data/out");
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

  @ParameterizedTest
  @ValueSource(strings = {"", "synced://"})
  void whatDeadWritersLeftIsDeletedAndNothingElse(String scheme) throws IOException {
    Configuration configuration = new Configuration();
    configuration.set("fs.synced.impl", SyncedFileSystem.class.getName());
    OutputDirectory output = OutputDirectory.open(scheme + directory, configuration);
    assertThat(output.deleteUnfinished()).isEmpty();

    String own = UnfinishedName.of("a.parquet");
    String ofADeadProcess = own.replaceAll("-.*", "-zzzzzzz-1-x.tmp");
    String elsewhere = ".a.parquet.00000000-zzzzzzz-1-x.tmp";
    Path table = Files.createDirectories(directory.resolve("trials"));
    Path checkpoint = Files.createDirectories(directory.resolve("checkpoints/t1"));
    for (Path folder : List.of(directory, table, checkpoint)) {
      for (String name : List.of(own, ofADeadProcess, elsewhere, "a.parquet", ".others")) {
        Files.writeString(folder.resolve(name), "half");
      }
    }
    FileTime old = FileTime.from(Instant.now().minus(Duration.ofHours(25)));
    Path forgotten = Files.writeString(table.resolve(elsewhere.replace("-x", "-y")), "half");
    Files.setLastModifiedTime(forgotten, old);
    Files.setLastModifiedTime(table.resolve("a.parquet"), old);
    Files.setLastModifiedTime(table.resolve(".others"), old);

    assertThat(output.deleteUnfinished()).hasSize(4);
    assertThat(forgotten).doesNotExist();
    for (Path folder : List.of(directory, table, checkpoint)) {
      assertThat(folder.resolve(ofADeadProcess)).doesNotExist();
      assertThat(folder.resolve(own)).as("this process may write it").exists();
      assertThat(folder.resolve(elsewhere)).as("another machine's").exists();
      assertThat(folder.resolve("a.parquet")).exists();
      assertThat(folder.resolve(".others")).exists();
    }
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
