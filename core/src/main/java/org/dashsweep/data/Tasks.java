package org.dashsweep.data;

import java.util.List;
import org.dashsweep.data.wordnet.WordNetTasks;

/**
 * The tasks a sweep file can name. To add one, write a {@link TaskSource} and list it in {@link
 * #bundled()}.
 */
public final class Tasks implements TaskSource {
  private static final Tasks BUNDLED = new Tasks(List.of(new WordNetTasks()));

  private final List<TaskSource> sources;

  /** Joins sources. Where two have a task of one name, the first one's is meant. */
  public Tasks(List<TaskSource> sources) {
    this.sources = List.copyOf(sources);
  }

  /** The tasks that come with the project. One per JVM: what it has built, it keeps. */
  public static Tasks bundled() {
    return BUNDLED;
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
