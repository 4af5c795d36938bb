package org.dashsweep.data.catalogue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.dashsweep.data.DataException;
import org.dashsweep.data.LabelledData;
import org.dashsweep.data.TaskSource;
import org.dashsweep.data.glue.GlueTasks;
import org.dashsweep.data.rows.RowFormat;
import org.dashsweep.data.rows.RowReaders;
import org.dashsweep.data.wordnet.WordNetTasks;

/**
 * The tasks a sweep file can name. To add one, write a {@link TaskSource} and list it in {@link
 * #bundled()} or, if it needs files, in {@link #withFiles}.
 */
public final class Tasks implements TaskSource {
  private static final Tasks BUNDLED = new Tasks(List.of(new WordNetTasks()));
  private static final Map<Path, Tasks> WITH_FILES = new ConcurrentHashMap<>();

  private final List<TaskSource> sources;

  /** Joins sources. Where two have a task of one name, the first one's is meant. */
  public Tasks(List<TaskSource> sources) {
    this.sources = List.copyOf(sources);
  }

  /** Returns the tasks that come with the project. One per JVM: what it has built, it keeps. */
  public static Tasks bundled() {
    return BUNDLED;
  }

  /** Returns the names of the bundled tasks and GLUE's. */
  public static List<String> builtIn() {
    return withFiles(Path.of("")).names();
  }

  /**
   * Returns the bundled tasks and GLUE's. There is one instance per JVM and directory, which keeps
   * the data it has built.
   *
   * @param directory holds the folders of GLUE's tasks; a missing folder is an error only when its
   *     task is asked for
   */
  public static Tasks withFiles(Path directory) {
    return WITH_FILES.computeIfAbsent(
        directory.toAbsolutePath().normalize(),
        root ->
            new Tasks(
                List.of(BUNDLED, new GlueTasks(root, RowReaders.service(RowFormat.PARQUET)))));
  }

  @Override
  public List<String> names() {
    return sources.stream().flatMap(source -> source.names().stream()).distinct().toList();
  }

  /**
   * {@inheritDoc}
   *
   * @throws DataException if there is no such task, or its source cannot be read
   */
  @Override
  public LabelledData load(String name) {
    return source(name).load(name);
  }

  /**
   * {@inheritDoc}
   *
   * @throws DataException if there is no such task, or its source cannot be read
   */
  @Override
  public String fingerprint(String name) {
    return source(name).fingerprint(name);
  }

  private TaskSource source(String name) {
    return sources.stream()
        .filter(source -> source.names().contains(name))
        .findFirst()
        .orElseThrow(
            () ->
                new DataException(
                    "task '" + name + "'",
                    "is not known: the known tasks are " + String.join(", ", names())));
  }
}
