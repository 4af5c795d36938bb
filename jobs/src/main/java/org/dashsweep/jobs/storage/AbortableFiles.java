package org.dashsweep.jobs.storage;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;

/**
 * Writes files where a stream can be aborted, as on S3. A file appears when its stream is closed,
 * and nothing else is relied on. Files are written straight to their names.
 */
record AbortableFiles(FileSystem system) implements WholeFileWriter {
  @Override
  public void write(Path target, OutputDirectory.Content content) throws IOException {
    FSDataOutputStreamBuilder<?, ?> builder = system.createFile(target);
    builder.overwrite(true).recursive();
    // Objects need no parents, and what is there is to be replaced: nothing to look up.
    builder.opt("fs.s3a.create.performance", true);
    writeOrAbort(builder.build(), content);
  }

  @Override
  public void create(Path target, byte[] content) throws IOException {
    FSDataOutputStreamBuilder<?, ?> builder = system.createFile(target);
    builder.overwrite(false).recursive();
    builder.opt(Options.CreateFileOptionKeys.FS_OPTION_CREATE_CONDITIONAL_OVERWRITE, true);
    writeOrAbort(builder.build(), stream -> stream.write(content));
  }

  @Override
  public List<Path> deleteUnfinished() {
    // No name is given to a file before it is whole.
    return List.of();
  }

  private static void writeOrAbort(FSDataOutputStream stream, OutputDirectory.Content content)
      throws IOException {
    try {
      content.writeTo(UnclosableStream.of(stream));
    } catch (IOException | RuntimeException | Error e) {
      // To close it would publish half a file.
      stream.abort();
      throw e;
    }
    stream.close();
  }
}
