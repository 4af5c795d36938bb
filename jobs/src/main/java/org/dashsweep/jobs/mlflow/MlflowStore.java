package org.dashsweep.jobs.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A directory of MLflow's file store, which MLflow calls {@code mlruns}. The layout is that of
 * {@code mlflow.store.tracking.file_store.FileStore} of MLflow 2 and 3: a folder for each
 * experiment, in it one for each run, in that {@code meta.yaml} and the folders {@code params},
 * {@code metrics}, {@code tags} and {@code artifacts} with a file for each entry.
 *
 * @param root of the store, which need not exist
 */
record MlflowStore(Path root) {
  static final String META = "meta.yaml";
  static final String ARTIFACTS = "artifacts";

  private static final String TRASH = ".trash";
  private static final YAMLMapper YAML =
      YAMLMapper.builder().disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER).build();

  /** Ids of experiments have as many digits as MLflow's own. */
  private static final BigInteger LARGEST_ID = BigInteger.TEN.pow(18);

  /**
   * Refuses a place that is not MLflow's.
   *
   * @throws MlflowException if there is a file, or a directory of other files
   */
  void requireUsable() throws IOException, MlflowException {
    if (!Files.exists(root)) {
      return;
    }
    if (!Files.isDirectory(root)) {
      throw new MlflowException("is a file; name a directory");
    }
    List<Path> entries = folders(root);
    boolean empty;
    try (Stream<Path> all = Files.list(root)) {
      empty = all.findAny().isEmpty();
    }
    if (!empty
        && entries.stream()
            .noneMatch(folder -> folder.endsWith(TRASH) || Files.exists(folder.resolve(META)))) {
      throw new MlflowException("holds files that are not MLflow's; name a new directory");
    }
  }

  /**
   * Returns the id of the experiment of a name, which is made if it is not there. Its id is a
   * number made of the name, as those that MLflow makes at random.
   *
   * @throws MlflowException if somebody has deleted it in MLflow
   */
  String experiment(String name, Instant created, Instant updated)
      throws IOException, MlflowException {
    for (Path folder : folders(root)) {
      if (Files.exists(folder.resolve(META))
          && read(folder.resolve(META)).path("name").asText().equals(name)) {
        return folder.getFileName().toString();
      }
    }
    String id = id(name);
    if (Files.exists(root.resolve(TRASH).resolve(id))) {
      throw new MlflowException(
          String.format(
              Locale.ROOT,
              "experiment %s was deleted there: restore it with mlflow experiments restore --experiment-id %s, or empty %s",
              name,
              id,
              TRASH));
    }
    Map<String, Object> meta = new LinkedHashMap<>();
    meta.put("artifact_location", root.resolve(id).toUri().toString());
    meta.put("creation_time", created.toEpochMilli());
    meta.put("experiment_id", id);
    meta.put("last_update_time", updated.toEpochMilli());
    meta.put("lifecycle_stage", "active");
    meta.put("name", name);
    Path folder = Files.createDirectories(root.resolve(id));
    write(folder.resolve(META), meta);
    return id;
  }

  private static String id(String name) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
      return new BigInteger(1, digest).mod(LARGEST_ID).toString();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  Path run(String experiment, String id) {
    return root.resolve(experiment).resolve(id);
  }

  /** Returns the address of a run's artifacts. */
  String artifacts(String experiment, String id) {
    return run(experiment, id).resolve(ARTIFACTS).toUri().toString().replaceAll("/$", "");
  }

  /** Tells whether somebody has deleted a run in MLflow. */
  boolean isDeleted(String experiment, String id) throws IOException {
    Path meta = run(experiment, id).resolve(META);
    return Files.exists(meta) && read(meta).path("lifecycle_stage").asText().equals("deleted");
  }

  /**
   * Puts a run that was written elsewhere in its place. Of a run that is there already, files of
   * the same name are replaced one by one; others, such as tags that MLflow's users have set, stay.
   */
  void publish(Path staged, String experiment, String id) throws IOException {
    Path target = run(experiment, id);
    if (!Files.exists(target)) {
      Files.move(staged, target, StandardCopyOption.ATOMIC_MOVE);
      return;
    }
    List<Path> files;
    try (Stream<Path> all = Files.walk(staged)) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
    for (Path file : files) {
      Path place = target.resolve(staged.relativize(file));
      Files.createDirectories(place.getParent());
      Files.move(file, place, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /** Writes one entry of a run: its name may have parts, as {@code train/loss} has. */
  static void writeEntry(Path folder, String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  static void write(Path file, Map<String, Object> content) throws IOException {
    YAML.writeValue(file.toFile(), content);
  }

  private static JsonNode read(Path file) throws IOException {
    return YAML.readTree(file.toFile());
  }

  private static List<Path> folders(Path place) throws IOException {
    if (!Files.isDirectory(place)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(place)) {
      return all.filter(Files::isDirectory).sorted().toList();
    }
  }
}
