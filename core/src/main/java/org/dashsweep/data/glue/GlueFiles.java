package org.dashsweep.data.glue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.dashsweep.data.DataException;
import org.dashsweep.data.rows.RowFile;
import org.dashsweep.data.rows.RowReader;
import org.dashsweep.file.GitLfsPointer;

/**
 * The files of a task, in the form that was found.
 *
 * @param columns that matter, by the names that these files have for them
 * @param reader of these files
 * @param train files of the training rows, in order
 * @param evaluation for each of {@link GlueTask#evaluation()} its files, in order
 */
record GlueFiles(
    GlueTask.Columns columns,
    RowReader reader,
    List<RowFile> train,
    List<List<RowFile>> evaluation) {
  GlueFiles {
    train = List.copyOf(train);
    evaluation = List.copyOf(evaluation);
  }

  /**
   * Finds GLUE's own files, such as {@code CoLA/train.tsv}, or a data-set hub's. A hub's files are
   * {@code cola/train-00000-of-00001.parquet} or {@code cola/train/0000.parquet}, for example.
   *
   * @param directory of the tasks' folders
   * @param parquet reads the latter
   * @throws DataException if there are neither, or one is a pointer to its content
   */
  static GlueFiles find(GlueTask task, Path directory, RowReader parquet) {
    GlueFiles files = locate(task, directory, parquet);
    for (RowFile file : files.all()) {
      try {
        GitLfsPointer.refuse(file.path(), DataException::new);
      } catch (IOException e) {
        throw new DataException(file.name(), "cannot be read: " + e.getMessage(), e);
      }
    }
    return files;
  }

  private static GlueFiles locate(GlueTask task, Path directory, RowReader parquet) {
    Path folder = directory.resolve(task.folder());
    if (Files.isRegularFile(folder.resolve(task.train().file() + ".tsv"))) {
      return new GlueFiles(
          task.own(),
          task.form(),
          List.of(RowFile.of(folder.resolve(task.train().file() + ".tsv"))),
          task.evaluation().stream()
              .map(part -> List.of(RowFile.of(folder.resolve(part.file() + ".tsv"))))
              .toList());
    }
    Path hub = directory.resolve(task.hubFolder());
    if (Files.isDirectory(hub)) {
      return new GlueFiles(
          task.hub(),
          parquet,
          shards(hub, task.train()),
          task.evaluation().stream().map(part -> shards(hub, part)).toList());
    }
    throw new DataException(
        "task '" + task.name() + "'",
        String.format(
            Locale.ROOT,
            "has no data in %s: there is neither %s/train.tsv nor %s/train-*.parquet; --data DIR and data in the sweep file say where GLUE's folders are",
            directory.toAbsolutePath().normalize(),
            task.folder(),
            task.hubFolder()));
  }

  private static List<RowFile> shards(Path folder, GlueTask.Part part) {
    List<Path> shards = new ArrayList<>();
    try {
      Path inFolder = folder.resolve(part.hubSplit());
      if (Files.isDirectory(inFolder)) {
        add(shards, inFolder, "*.parquet");
      } else {
        add(shards, folder, part.hubSplit() + "-*.parquet");
      }
    } catch (IOException e) {
      throw new DataException(folder.toString(), "cannot be read: " + e.getMessage(), e);
    }
    if (shards.isEmpty()) {
      throw new DataException(
          folder.toString(), String.format(Locale.ROOT, "has no %s-*.parquet", part.hubSplit()));
    }
    Collections.sort(shards);
    return shards.stream().map(RowFile::of).toList();
  }

  private static void add(List<Path> shards, Path folder, String glob) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, glob)) {
      files.forEach(shards::add);
    }
  }

  /** Returns every file, in an order that does not change. */
  List<RowFile> all() {
    List<RowFile> all = new ArrayList<>(train);
    evaluation.forEach(all::addAll);
    return all;
  }
}
