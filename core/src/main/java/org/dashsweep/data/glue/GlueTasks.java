package org.dashsweep.data.glue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.dashsweep.data.DataException;
import org.dashsweep.data.EvaluationSet;
import org.dashsweep.data.Example;
import org.dashsweep.data.LabelledData;
import org.dashsweep.data.Shuffle;
import org.dashsweep.data.StableHash;
import org.dashsweep.data.TaskMetrics;
import org.dashsweep.data.TaskSource;
import org.dashsweep.data.rows.RowFile;
import org.dashsweep.data.rows.RowReader;

/**
 * The nine tasks of GLUE that have training data, from a folder of its own files or of a data-set
 * hub's Parquet files. Training rows are shuffled in one way for all time, because some files are
 * sorted: any first part of them is a fair sample. The labels of the test files are not public, so
 * evaluation uses the dev files.
 *
 * <p>Data once read is kept.
 */
public final class GlueTasks implements TaskSource {
  /** Raise it with every change of how rows are read or ordered: fingerprints change with it. */
  private static final int READER_VERSION = 1;

  private final Path directory;
  private final RowReader parquet;
  private final Map<GlueTask, LabelledData> loaded = new ConcurrentHashMap<>();
  private final Map<GlueTask, String> fingerprints = new ConcurrentHashMap<>();

  /**
   * Makes the tasks of a folder.
   *
   * @param directory holds {@code CoLA}, {@code MRPC} and so on; a missing task is an error only
   *     when it is asked for
   * @param parquet reads the hubs' form
   */
  public GlueTasks(Path directory, RowReader parquet) {
    this.directory = directory;
    this.parquet = parquet;
  }

  @Override
  public List<String> names() {
    return GlueTask.ALL.stream().map(GlueTask::name).toList();
  }

  @Override
  public LabelledData load(String name) {
    return loaded.computeIfAbsent(task(name), this::read);
  }

  @Override
  public String fingerprint(String name) {
    return fingerprints.computeIfAbsent(task(name), this::hash);
  }

  private GlueTask task(String name) {
    return GlueTask.ALL.stream()
        .filter(task -> task.name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("task must be one of " + names() + ": " + name));
  }

  private LabelledData read(GlueTask task) {
    GlueFiles files = GlueFiles.find(task, directory, parquet);
    GlueExamples examples = new GlueExamples(task, files.columns(), files.reader());
    List<EvaluationSet<Example>> evaluation = new ArrayList<>();
    for (int i = 0; i < task.evaluation().size(); i++) {
      GlueTask.Part part = task.evaluation().get(i);
      evaluation.add(
          new EvaluationSet<>(part.name(), examples.read(part, files.evaluation().get(i))));
    }
    return new LabelledData(
        task.name(),
        task.labels(),
        TaskMetrics.usual(task.metric(), task.labels()),
        Shuffle.byIdentity(task.name(), examples.read(task.train(), files.train()), Example::id),
        evaluation);
  }

  private String hash(GlueTask task) {
    MessageDigest digest = StableHash.sha256();
    digest.update((task.name() + '\n' + READER_VERSION + '\n').getBytes(StandardCharsets.UTF_8));
    for (RowFile file : GlueFiles.find(task, directory, parquet).all()) {
      try (InputStream bytes = new DigestInputStream(Files.newInputStream(file.path()), digest)) {
        digest.update((Files.size(file.path()) + "\n").getBytes(StandardCharsets.UTF_8));
        bytes.transferTo(OutputStream.nullOutputStream());
      } catch (IOException e) {
        throw new DataException(file.name(), "cannot be read: " + e.getMessage(), e);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
