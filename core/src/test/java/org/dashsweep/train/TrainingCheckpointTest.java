package org.dashsweep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.dashsweep.train.TinyTraining.settings;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.adapter.DirectionLaunchCount;
import org.dashsweep.adapter.LinearLayer;
import org.dashsweep.adapter.Lora;
import org.dashsweep.adapter.LoraDash;
import org.dashsweep.adapter.Method;
import org.dashsweep.adapter.TargetModules;
import org.dashsweep.adapter.TestMethods;
import org.dashsweep.model.TinyWeights;
import org.dashsweep.model.bert.BertModel;
import org.dashsweep.model.bert.TinyBert;
import org.dashsweep.tensor.Torch;
import org.dashsweep.weights.Checkpoint;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.StoredTensor;
import org.dashsweep.weights.safetensors.SafetensorsReader;
import org.dashsweep.weights.safetensors.SafetensorsWriter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A resumed trial is the uninterrupted one, and nothing else can be resumed. */
@Tag("native")
class TrainingCheckpointTest {
  private static final String IDENTITY = "0123456789abcdef";
  private static final Map<String, String> NOTES = Map.of("weather", "fair", "identity", "other");
  private static final int STEPS = 9;
  private static final int LAUNCH = 4;
  private static final Lora LORA = new Lora(4, 8, 0.2, TargetModules.all());
  private static final LoraDash DASH =
      new LoraDash(LORA, 3, LAUNCH, 1e-6, DirectionLaunchCount.UPDATES);

  private static BertModel base;

  @TempDir private Path directory = Path.of("");

  @BeforeAll
  static void load() {
    Torch.prepareThread(1);
    base = TinyBert.load();
  }

  @AfterAll
  static void close() {
    base.close();
  }

  /** The directions train from update 5 on: 3 is before the launch, 4 at it, 5 after it. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3, LAUNCH, LAUNCH + 1, 8, STEPS})
  void goesOnAsIfItHadNotStopped(int interruption) throws IOException {
    assertResumes(DASH, interruption);
  }

  @ParameterizedTest
  @EnumSource
  void countsWhatTheLaunchCounts(DirectionLaunchCount count) throws IOException {
    // Three micro-batches an update: forward pass 7 is in update 3.
    LoraDash method = new LoraDash(LORA, 3, 7, 1e-6, count);
    for (int interruption : new int[] {2, 3}) {
      assertResumes(method, interruption);
    }
  }

  static List<Method> methods() {
    return TestMethods.ofEncoders();
  }

  /** The base is the same afterwards, even of a method that trains a copy of it. */
  @ParameterizedTest
  @MethodSource("methods")
  void everyMethodResumes(Method method) throws IOException {
    Map<String, float[]> before = base();
    assertResumes(method, 4);
    assertThat(base()).usingRecursiveComparison().isEqualTo(before);
  }

  private static Map<String, float[]> base() {
    Map<String, float[]> values = new TreeMap<>();
    base.frozenTensors().forEach((name, tensor) -> values.put(name, tensor.floats()));
    return values;
  }

  @ParameterizedTest
  @MethodSource("methods")
  void allThatTrainsMoves(Method method) {
    try (TinyTraining tiny = begin(method)) {
      assertThat(tiny.training.unmoved()).hasSameSizeAs(tiny.parameters().keySet());
      tiny.until(STEPS);
      assertThat(tiny.training.unmoved()).isEmpty();
    }
  }

  /** As a method would that replaces a tensor behind the optimiser's back. */
  @Test
  void aTensorThatTheOptimiserDoesNotHoldIsMarked() {
    try (TinyTraining tiny = begin(LORA)) {
      tiny.until(1);
      LinearLayer layer = base.linearLayers().get(0);
      AdapterSet adapters = tiny.model.adapters();
      adapters.train(layer, Lora.B, adapters.get(layer, Lora.B).copy(adapters.scope()));
      tiny.until(STEPS);
      assertThat(tiny.training.unmoved()).containsExactly("adapter." + Lora.B.of(layer));
    }
  }

  @Test
  void resumesMoreThanOnce() throws IOException {
    Path file = directory.resolve("training.safetensors");
    for (int step = 1; step < STEPS; step++) {
      try (TinyTraining part = begin(DASH)) {
        TrainingCheckpoint.resume(file, IDENTITY, part.training);
        part.until(step);
        TrainingCheckpoint.write(file, IDENTITY, part.training, NOTES);
      }
    }
    assertEndsAsUninterrupted(DASH, file);
  }

  @Test
  void recordedChangeRatesComeBack() throws IOException {
    Path file = directory.resolve("training.safetensors");
    List<RateRecord> recorded;
    try (TinyTraining part = begin(DASH)) {
      part.until(2).training.recordChangeRates();
      part.until(LAUNCH + 1).training.recordChangeRates();
      recorded = List.copyOf(part.training.changeRates());
      TrainingCheckpoint.write(file, IDENTITY, part.training, NOTES);
    }
    assertThat(recorded).hasSize(2 * base.linearLayers().size());
    assertThat(recorded)
        .extracting(RateRecord::step)
        .startsWith(2)
        .endsWith(LAUNCH + 1)
        .containsOnly(2, LAUNCH + 1);
    assertThat(recorded).allMatch(record -> record.rates().largest() > 0);
    try (TinyTraining rest = begin(DASH)) {
      TrainingCheckpoint.resume(file, IDENTITY, rest.training);
      assertThat(rest.training.changeRates()).isEqualTo(recorded);
    }
    assertEndsAsUninterrupted(DASH, file);
  }

  @Test
  void refusesChangeRatesOfOtherLayers() throws IOException {
    Path file = directory.resolve("training.safetensors");
    try (TinyTraining part = begin(DASH)) {
      part.until(1).training.recordChangeRates();
      TrainingCheckpoint.write(file, IDENTITY, part.training, NOTES);
    }
    Checkpoint checkpoint = SafetensorsReader.read(file);
    TreeMap<String, StoredTensor> tensors = new TreeMap<>(checkpoint.tensors());
    StoredTensor rates = checkpoint.tensor("change-rates");
    tensors.put("change-rates", TinyWeights.stored(new float[] {1, 2}, 2));
    assertRefused(tensors, checkpoint.metadata(), "change rates");
    ByteBuffer bytes =
        ByteBuffer.allocate(rates.bytes().remaining()).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(rates.bytes()).flip();
    bytes.putDouble(Double.BYTES, base.linearLayers().size());
    tensors.put("change-rates", new StoredTensor(rates.type(), rates.shape(), bytes));
    assertRefused(tensors, checkpoint.metadata(), "change rates");
  }

  @Test
  void withoutAFileTheTrialBegins() {
    try (TinyTraining tiny = begin(DASH)) {
      Map<String, ByteBuffer> before = tiny.state();
      assertThat(TrainingCheckpoint.resume(directory.resolve("none"), IDENTITY, tiny.training))
          .isEmpty();
      assertThat(tiny.state()).isEqualTo(before);
      assertThat(tiny.training.stepsDone()).isZero();
    }
  }

  @Test
  void refusesTheCheckpointOfAnotherTrial() throws IOException {
    Path file = interrupted(DASH, 2);
    try (TinyTraining tiny = begin(DASH)) {
      assertThatThrownBy(() -> TrainingCheckpoint.resume(file, "fedcba9876543210", tiny.training))
          .isInstanceOf(CheckpointException.class)
          .hasMessage("%s is not a checkpoint of trial fedcba9876543210; remove it", file);
    }
  }

  @Test
  void refusesACheckpointCutShort() throws IOException {
    Path file = interrupted(DASH, 6);
    byte[] whole = Files.readAllBytes(file);
    for (int length : new int[] {0, 7, 100, whole.length / 2, whole.length - 1}) {
      Files.write(file, Arrays.copyOf(whole, length));
      try (TinyTraining tiny = begin(DASH)) {
        assertThatThrownBy(() -> TrainingCheckpoint.resume(file, IDENTITY, tiny.training))
            .as("the first %d of %d bytes", length, whole.length)
            .isInstanceOf(CheckpointException.class)
            .hasMessageStartingWith(file.toString());
      }
    }
  }

  @Test
  void refusesACheckpointWithAFlippedBit() throws IOException {
    Path file = interrupted(DASH, 6);
    byte[] whole = Files.readAllBytes(file);
    Random random = new Random(12);
    try (TinyTraining tiny = begin(DASH)) {
      Map<String, ByteBuffer> before = tiny.state();
      for (int i = 0; i < 500; i++) {
        int bit = random.nextInt(8 * whole.length);
        byte[] flipped = whole.clone();
        flipped[bit / 8] ^= (byte) (1 << bit % 8);
        Files.write(file, flipped);
        assertThatThrownBy(() -> TrainingCheckpoint.resume(file, IDENTITY, tiny.training))
            .as("bit %d of %d bytes", bit, whole.length)
            .isInstanceOf(CheckpointException.class)
            .hasMessageStartingWith(file.toString());
      }
      assertThat(tiny.state()).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "history",
        "head.classifier.weight",
        "adapter.1.output.dense.lora_B",
        "adapter.0.attention.self.query.delta_sigma",
        "second.adapter.1.output.dense.lora_B",
        "steps.head.classifier.bias"
      })
  void refusesACheckpointThatLacksATensor(String name) throws IOException {
    Path file = interrupted(DASH, 6);
    Checkpoint checkpoint = SafetensorsReader.read(file);
    TreeMap<String, StoredTensor> tensors = new TreeMap<>(checkpoint.tensors());
    assertThat(tensors.remove(name)).isNotNull();
    assertRefused(tensors, checkpoint.metadata(), name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"forwards", "trained", "parameters", "identity"})
  void refusesACheckpointWithoutItsMetadata(String key) throws IOException {
    Checkpoint checkpoint = SafetensorsReader.read(interrupted(DASH, 6));
    TreeMap<String, String> metadata = new TreeMap<>(checkpoint.metadata());
    assertThat(metadata.remove(key)).isNotNull();
    assertRefused(checkpoint.tensors(), metadata, key.equals("identity") ? "trial" : key);
    metadata.put(key, "{");
    assertRefused(checkpoint.tensors(), metadata, key.equals("identity") ? "trial" : key);
  }

  @Test
  void refusesATensorOfAnotherShape() throws IOException {
    Checkpoint checkpoint = SafetensorsReader.read(interrupted(DASH, 6));
    for (String name :
        List.of(
            "adapter.0.output.dense.lora_A",
            "head.classifier.bias",
            "first.head.classifier.bias")) {
      TreeMap<String, StoredTensor> tensors = new TreeMap<>(checkpoint.tensors());
      tensors.put(name, TinyWeights.stored(new float[] {1, 2}, 2));
      assertRefused(tensors, checkpoint.metadata(), name);
    }
  }

  @Test
  void refusesATensorOfNoAdaptedLayer() throws IOException {
    Checkpoint checkpoint = SafetensorsReader.read(interrupted(DASH, 6));
    TreeMap<String, StoredTensor> tensors = new TreeMap<>(checkpoint.tensors());
    tensors.put("adapter.7.dense.lora_A", TinyWeights.stored(new float[] {1, 2}, 2));
    assertRefused(tensors, checkpoint.metadata(), "7.dense.lora_A");
  }

  private void assertRefused(
      Map<String, StoredTensor> tensors, Map<String, String> metadata, String named)
      throws IOException {
    Path file = directory.resolve("changed.safetensors");
    SafetensorsWriter.writeSealed(file, tensors, metadata);
    try (TinyTraining tiny = begin(DASH)) {
      assertThatThrownBy(() -> TrainingCheckpoint.resume(file, IDENTITY, tiny.training))
          .isInstanceOf(CheckpointException.class)
          .hasMessageStartingWith(file.toString())
          .hasMessageContaining(named.replaceFirst("^adapter\\.", ""));
    }
  }

  private void assertResumes(Method method, int interruption) throws IOException {
    assertEndsAsUninterrupted(method, interrupted(method, interruption));
  }

  private static void assertEndsAsUninterrupted(Method method, Path file) {
    try (TinyTraining whole = begin(method);
        TinyTraining rest = begin(method)) {
      whole.until(STEPS);
      assertThat(TrainingCheckpoint.resume(file, IDENTITY, rest.training)).contains(NOTES);
      rest.until(STEPS);
      assertThat(rest.losses()).isEqualTo(whole.losses());
      assertThat(rest.gradientNorms()).isEqualTo(whole.gradientNorms());
      assertThat(rest.state()).isEqualTo(whole.state());
      assertThat(method.directions(rest.model.adapters()))
          .isEqualTo(method.directions(whole.model.adapters()));
      assertThat(rest.training.forwards()).isEqualTo(whole.training.forwards());
    }
  }

  /** The file of a trial that stopped after some updates. */
  private Path interrupted(Method method, int steps) throws IOException {
    Path file = directory.resolve("training.safetensors");
    try (TinyTraining tiny = begin(method)) {
      TrainingCheckpoint.write(file, IDENTITY, tiny.until(steps).training, NOTES);
    }
    return file;
  }

  /** Dropout is on: the masks must go on where they stopped. */
  private static TinyTraining begin(Method method) {
    return new TinyTraining(base, method, settings(STEPS, 2, 1e-2), 0.1);
  }
}
