package org.dashsweep.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.adapter.SavedAdapterTensors;
import org.dashsweep.file.Json;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.weights.Checkpoint;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.ElementType;
import org.dashsweep.weights.StoredTensor;
import org.dashsweep.weights.WritableTensor;
import org.dashsweep.weights.safetensors.SafetensorsReader;
import org.dashsweep.weights.safetensors.SafetensorsWriter;
import org.dashsweep.weights.safetensors.Seal;

/**
 * The state of a running trial as a safetensors file: adapters, head, moments, step counts and the
 * updates so far. On a CPU with as many threads, a resumed trial goes on bit for bit as if it had
 * not stopped. A {@link Seal} tells whether the file is as it was written.
 *
 * <p>Names are {@code adapter.*} and {@code head.*} as the model has them, and {@code first.*},
 * {@code second.*} and {@code steps.*} of the optimiser. {@code history} (steps, 6) is in float64;
 * {@code best.*} is the best state, {@code change-rates} what was recorded of them.
 */
public final class TrainingCheckpoint {
  private static final int HISTORY_COLUMNS = 6;
  private static final String NOTE = "note.";
  private static final String ADAPTER = "adapter.";
  private static final String BEST = "best.";
  private static final String RATES = "change-rates";

  private TrainingCheckpoint() {}

  /**
   * Writes the state, replacing what the file held.
   *
   * @param identity of the trial, checked when it is read
   * @param notes what the caller wants back when it resumes
   * @throws IllegalStateException if the training's best state was put back
   */
  public static void write(Path file, String identity, Training training, Map<String, String> notes)
      throws IOException {
    if (training.best().restored()) {
      throw new IllegalStateException("The training's best state was put back: it has no last one");
    }
    AdapterSet adapters = training.objective().adapters();
    TreeMap<String, WritableTensor> tensors = new TreeMap<>();
    adapters
        .byName()
        .forEach((name, tensor) -> tensors.put(ADAPTER + name, SavedAdapterTensors.of(tensor)));
    training
        .objective()
        .head()
        .forEach((name, tensor) -> tensors.put("head." + name, SavedAdapterTensors.of(tensor)));
    training
        .optimizer()
        .slots()
        .forEach(
            (name, slot) -> {
              tensors.put("first." + name, SavedAdapterTensors.of(slot.first()));
              tensors.put("second." + name, SavedAdapterTensors.of(slot.second()));
              tensors.put("steps." + name, SavedAdapterTensors.of(slot.steps()));
            });
    tensors.put("history", history(training.history()));
    if (!training.changeRates().isEmpty()) {
      tensors.put(RATES, RateHistory.write(training.changeRates(), training.layers()));
    }
    Map<String, String> metadata = new TreeMap<>();
    metadata.put("identity", identity);
    metadata.put("forwards", Long.toString(training.forwards()));
    // The order decides in which order norms are added up.
    metadata.put("trained", Json.MAPPER.writeValueAsString(adapters.trainedByName().keySet()));
    metadata.put(
        "parameters", Json.MAPPER.writeValueAsString(training.optimizer().slots().keySet()));
    metadata.put("starts", Json.MAPPER.writeValueAsString(training.starts().starts()));
    BestState best = training.best();
    if (best.best().isPresent()) {
      best.values()
          .forEach((name, tensor) -> tensors.put(BEST + name, SavedAdapterTensors.of(tensor)));
      metadata.put("best", Json.MAPPER.writeValueAsString(best.best().get()));
      metadata.put(
          "best-adapters", Json.MAPPER.writeValueAsString(new TreeSet<>(best.adapterNames())));
    }
    notes.forEach((key, note) -> metadata.put(NOTE + key, note));
    Files.createDirectories(file.toAbsolutePath().getParent());
    SafetensorsWriter.writeSealed(file, tensors, metadata);
  }

  /**
   * Puts a checkpoint's state into a training that has not begun. Does nothing if there is no file.
   * After an exception the training is of no further use.
   *
   * @return the notes it was written with, or nothing if there was no file
   * @throws CheckpointException if the file is of another trial, not whole or damaged
   */
  public static Optional<Map<String, String>> resume(
      Path file, String identity, Training training) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Seal.require(file);
    Checkpoint checkpoint = SafetensorsReader.read(file);
    if (!identity.equals(checkpoint.metadata().get("identity"))) {
      throw new CheckpointException(
          checkpoint.source(), "is not a checkpoint of trial " + identity + "; remove it");
    }
    try {
      restore(checkpoint, training);
    } catch (IllegalArgumentException e) {
      throw new CheckpointException(
          checkpoint.source(), "does not fit the trial; remove it: " + e.getMessage(), e);
    }
    return Optional.of(notes(checkpoint));
  }

  /**
   * The summary of a training in its checkpoint.
   *
   * @param updates done
   * @param notes that it was written with
   */
  public record Summary(int updates, Map<String, String> notes) {
    public Summary {
      notes = Map.copyOf(notes);
    }
  }

  /**
   * Reads what a checkpoint says.
   *
   * @throws CheckpointException if it is none, or damaged
   */
  public static Summary summary(Path file) {
    Seal.require(file);
    Checkpoint checkpoint = SafetensorsReader.read(file);
    try {
      return new Summary(
          Math.toIntExact(checkpoint.tensor("history").shape().get(0)), notes(checkpoint));
    } catch (IndexOutOfBoundsException | ArithmeticException e) {
      throw new CheckpointException(file.toString(), "is no checkpoint of a training", e);
    }
  }

  private static Map<String, String> notes(Checkpoint checkpoint) {
    Map<String, String> notes = new TreeMap<>();
    checkpoint
        .metadata()
        .forEach(
            (key, value) -> {
              if (key.startsWith(NOTE)) {
                notes.put(key.substring(NOTE.length()), value);
              }
            });
    return notes;
  }

  private static void restore(Checkpoint checkpoint, Training training) {
    AdapterSet adapters = training.objective().adapters();
    List<String> trained = names(checkpoint, "trained");
    checkpoint.tensors().keySet().stream()
        .filter(name -> name.startsWith(ADAPTER))
        .map(name -> name.substring(ADAPTER.length()))
        .filter(name -> !trained.contains(name))
        .forEach(name -> adapters.restoreFrozen(name, checkpoint.tensor(ADAPTER + name)));
    trained.forEach(name -> adapters.restoreTrained(name, checkpoint.tensor(ADAPTER + name)));
    training.objective().head().forEach((name, tensor) -> set(tensor, checkpoint, "head." + name));
    if (checkpoint.metadata().containsKey("starts")) {
      training
          .starts()
          .resume(json(checkpoint, "starts", new TypeReference<LinkedHashMap<String, Long>>() {}));
    }
    List<RateRecord> rates =
        checkpoint.tensors().containsKey(RATES)
            ? RateHistory.read(checkpoint.tensor(RATES), training.layers())
            : List.of();
    training.resume(history(checkpoint), rates, count(checkpoint, "forwards"));
    Map<String, AdamW.Slot> slots = training.optimizer().slots();
    if (!List.copyOf(slots.keySet()).equals(names(checkpoint, "parameters"))) {
      throw new IllegalArgumentException("parameters names other trainable tensors");
    }
    slots.forEach(
        (name, slot) -> {
          set(slot.first(), checkpoint, "first." + name);
          set(slot.second(), checkpoint, "second." + name);
          set(slot.steps(), checkpoint, "steps." + name);
        });
    if (checkpoint.metadata().containsKey("best")) {
      restoreBest(checkpoint, training);
    }
  }

  private static void restoreBest(Checkpoint checkpoint, Training training) {
    BestState best = training.best();
    Set<String> adapters = Set.copyOf(names(checkpoint, "best-adapters"));
    best.keep(json(checkpoint, "best", new TypeReference<BestState.Offer>() {}), adapters);
    training
        .objective()
        .parameters()
        .forEach(
            (name, tensor) -> {
              // What trains now but did not yet then is no part of the best state.
              if (!name.startsWith(ADAPTER)
                  || adapters.contains(name.substring(ADAPTER.length()))) {
                Tensor value = best.scope().zeros(tensor.shape());
                set(value, checkpoint, BEST + name);
                best.put(name, value);
              }
            });
  }

  private static void set(Tensor tensor, Checkpoint checkpoint, String name) {
    StoredTensor saved = checkpoint.tensor(name);
    if (!saved.shape().equals(shape(tensor))) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "%s has shape %s instead of %s", name, saved.shape(), shape(tensor)));
    }
    tensor.fill(saved.floats());
  }

  private static List<Long> shape(Tensor tensor) {
    return Arrays.stream(tensor.shape()).boxed().toList();
  }

  private static StoredTensor history(List<StepRecord> steps) {
    ByteBuffer bytes =
        ByteBuffer.allocate(steps.size() * HISTORY_COLUMNS * Double.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    for (StepRecord step : steps) {
      bytes
          .putDouble(step.step())
          .putDouble(step.loss())
          .putDouble(step.learningRate())
          .putDouble(step.gradientNorm())
          .putDouble(step.tokens())
          .putDouble(step.seconds());
    }
    return new StoredTensor(
        ElementType.FLOAT64, List.of((long) steps.size(), (long) HISTORY_COLUMNS), bytes.flip());
  }

  private static List<StepRecord> history(Checkpoint checkpoint) {
    ByteBuffer bytes = checkpoint.tensor("history").bytes();
    List<StepRecord> steps = new ArrayList<>();
    while (bytes.hasRemaining()) {
      steps.add(
          new StepRecord(
              (int) bytes.getDouble(),
              bytes.getDouble(),
              bytes.getDouble(),
              bytes.getDouble(),
              (int) bytes.getDouble(),
              bytes.getDouble()));
    }
    return steps;
  }

  private static List<String> names(Checkpoint checkpoint, String key) {
    return json(checkpoint, key, new TypeReference<List<String>>() {});
  }

  private static <T> T json(Checkpoint checkpoint, String key, TypeReference<T> type) {
    try {
      return Json.MAPPER.readValue(metadata(checkpoint, key), type);
    } catch (JsonProcessingException e) {
      throw new CheckpointException(
          checkpoint.source(), "has metadata " + key + " in no form known", e);
    }
  }

  private static long count(Checkpoint checkpoint, String key) {
    String value = metadata(checkpoint, key);
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new CheckpointException(
          checkpoint.source(), "has metadata " + key + " that is no number: " + value, e);
    }
  }

  private static String metadata(Checkpoint checkpoint, String key) {
    String value = checkpoint.metadata().get(key);
    if (value == null) {
      throw new CheckpointException(checkpoint.source(), "has no metadata " + key);
    }
    return value;
  }
}
