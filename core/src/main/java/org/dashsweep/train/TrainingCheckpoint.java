package org.dashsweep.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.checkpoint.Checkpoint;
import org.dashsweep.checkpoint.CheckpointException;
import org.dashsweep.checkpoint.ElementType;
import org.dashsweep.checkpoint.SafetensorsReader;
import org.dashsweep.checkpoint.SafetensorsWriter;
import org.dashsweep.checkpoint.StoredTensor;
import org.dashsweep.tensor.Tensor;

/**
 * The state of a running trial as a safetensors file: adapters, head, moments, step counts and the
 * updates so far. A resumed trial goes on bit for bit as if it had not stopped (on a CPU).
 *
 * <p>Names: {@code adapter.*} and {@code head.*} as the model has them, {@code first.*}, {@code
 * second.*} and {@code steps.*} of the optimiser, {@code history} (steps, 6) in float64.
 */
public final class TrainingCheckpoint {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int HISTORY_COLUMNS = 6;

  private TrainingCheckpoint() {}

  /**
   * Writes the state, replacing what the file held.
   *
   * @param identity of the trial, checked when it is read
   */
  public static void write(Path file, String identity, Training training) throws IOException {
    AdapterSet adapters = training.model().adapters();
    TreeMap<String, StoredTensor> tensors = new TreeMap<>();
    adapters.byName().forEach((name, tensor) -> tensors.put("adapter." + name, stored(tensor)));
    training.model().head().forEach((name, tensor) -> tensors.put("head." + name, stored(tensor)));
    training
        .optimizer()
        .slots()
        .forEach(
            (name, slot) -> {
              tensors.put("first." + name, stored(slot.first()));
              tensors.put("second." + name, stored(slot.second()));
              tensors.put("steps." + name, stored(slot.steps()));
            });
    tensors.put("history", history(training.history()));
    Map<String, String> metadata =
        Map.of(
            "identity", identity,
            "forwards", Long.toString(training.forwards()),
            // The order decides in which order norms are added up.
            "trained", JSON.writeValueAsString(adapters.trainedByName().keySet()),
            "parameters", JSON.writeValueAsString(training.optimizer().slots().keySet()));
    Files.createDirectories(file.toAbsolutePath().getParent());
    SafetensorsWriter.write(file, tensors, metadata);
  }

  /**
   * Puts a checkpoint's state into a training that has not begun. Does nothing if there is no file.
   *
   * @return whether there was one
   * @throws CheckpointException if the file is of another trial or not whole
   */
  public static boolean resume(Path file, String identity, Training training) {
    if (!Files.exists(file)) {
      return false;
    }
    Checkpoint checkpoint = SafetensorsReader.read(file);
    if (!identity.equals(checkpoint.metadata().get("identity"))) {
      throw new CheckpointException(
          checkpoint.source(), "is not a checkpoint of trial " + identity + "; remove it");
    }
    AdapterSet adapters = training.model().adapters();
    List<String> trained = names(checkpoint, "trained");
    checkpoint.tensors().keySet().stream()
        .filter(name -> name.startsWith("adapter."))
        .map(name -> name.substring("adapter.".length()))
        .filter(name -> !trained.contains(name))
        .forEach(name -> adapters.restoreFrozen(name, checkpoint.tensor("adapter." + name)));
    trained.forEach(name -> adapters.restoreTrained(name, checkpoint.tensor("adapter." + name)));
    training
        .model()
        .head()
        .forEach((name, tensor) -> tensor.set(checkpoint.tensor("head." + name).toFloats()));
    training.resume(history(checkpoint), Long.parseLong(metadata(checkpoint, "forwards")));
    if (!List.copyOf(training.optimizer().slots().keySet())
        .equals(names(checkpoint, "parameters"))) {
      throw new CheckpointException(
          checkpoint.source(), "has other trainable tensors than the trial; remove it");
    }
    training
        .optimizer()
        .slots()
        .forEach(
            (name, slot) -> {
              slot.first().set(checkpoint.tensor("first." + name).toFloats());
              slot.second().set(checkpoint.tensor("second." + name).toFloats());
              slot.steps().set(checkpoint.tensor("steps." + name).toFloats());
            });
    return true;
  }

  private static StoredTensor stored(Tensor tensor) {
    List<Long> shape = Arrays.stream(tensor.shape()).boxed().toList();
    return new StoredTensor(
        tensor.isInteger() ? ElementType.INT64 : ElementType.FLOAT32, shape, tensor.toBytes());
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
    try {
      return JSON.readValue(metadata(checkpoint, key), new TypeReference<List<String>>() {});
    } catch (JsonProcessingException e) {
      throw new CheckpointException(
          checkpoint.source(), "has metadata " + key + " in no form known", e);
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
