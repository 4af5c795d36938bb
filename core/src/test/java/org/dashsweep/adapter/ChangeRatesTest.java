package org.dashsweep.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.dashsweep.file.Json;
import org.dashsweep.tensor.Device;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.Torch;
import org.dashsweep.weights.StoredTensor;
import org.dashsweep.weights.safetensors.SafetensorsReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Change rates against those of NumPy, and of every method against its dense change. */
@Tag("native")
final class ChangeRatesTest {
  private static final String FOLDER = "/org/dashsweep/directions/";
  private static final Map<String, StoredTensor> TENSORS = tensors();
  private static final JsonNode REFERENCE = reference();

  /** Share of the largest rate: float32 against float64. */
  private static final double ROUNDING = 1e-4;

  @BeforeEach
  void prepare() {
    Torch.prepareThread(1);
  }

  static Stream<String> cases() {
    List<String> cases = new ArrayList<>();
    REFERENCE.get("expected").get("rates").fieldNames().forEachRemaining(cases::add);
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void ratesAreThoseOfTheReference(String name) {
    String matrix = name.split("/", -1)[0];
    String task = name.split("/", -1)[1];
    double epsilon = Double.parseDouble(name.split("/", -1)[2].substring("eps".length()));
    JsonNode rates = REFERENCE.get("expected").get("rates").get(name);
    JsonNode directions = REFERENCE.get("expected").get("directions").get(name);
    assertThat(rates).hasSize(3);
    try (Matrix base = new Matrix(matrix)) {
      assertRates(ofFull(base, task, epsilon), rates.get("true"), directions.get("true"));
      for (String step : List.of("step0", "step1")) {
        double[] predicted = ofLora(base, matrix + "." + task + "." + step, epsilon);
        assertRates(predicted, rates.get(step), directions.get(step));
      }
    }
  }

  private static void assertRates(double[] actual, JsonNode rates, JsonNode directions) {
    double[] expected = doubles(rates);
    double largest = Arrays.stream(expected).max().orElseThrow();
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.length; i++) {
      assertThat(actual[i])
          .as("direction %d", i)
          .isCloseTo(expected[i], within(ROUNDING * largest));
    }
    assertThat(ChangeRates.largest(actual.length, i -> actual[i], ChangeRates.TOP))
        .containsExactly(
            Arrays.stream(doubles(directions)).mapToInt(index -> (int) index).toArray());
  }

  private static double[] ofLora(Matrix base, String name, double epsilon) {
    int rank = REFERENCE.get("rank").asInt();
    Lora lora = new Lora(rank, REFERENCE.get("alpha").asDouble(), 0, TargetModules.all());
    try (TensorScope scope = TensorScope.open()) {
      AdapterSet adapters = new AdapterSet(scope);
      lora.attach(adapters, base, 1);
      adapters.get(base.layer, Lora.A).set(stored(name + ".lora_A").toFloats());
      adapters.get(base.layer, Lora.B).set(stored(name + ".lora_B").toFloats());
      return ChangeRates.rates(lora, adapters, base, base.layer, epsilon);
    }
  }

  private static double[] ofFull(Matrix base, String task, double epsilon) {
    FullFineTuning full = new FullFineTuning();
    try (TensorScope scope = TensorScope.open()) {
      AdapterSet adapters = new AdapterSet(scope);
      full.attach(adapters, base, 1);
      Tensor trained = Objects.requireNonNull(adapters.byName().get(base.tensors().get(0).name()));
      trained.set(stored(base.name + "." + task + ".w_star").toFloats());
      assertThat(full.changedLayers(adapters, base)).containsExactly(base.layer);
      return ChangeRates.rates(full, adapters, base, base.layer, epsilon);
    }
  }

  static Stream<MethodType> low() {
    return Methods.ALL.stream()
        .filter(MethodType::hasChangeRates)
        .filter(type -> type != FullFineTuning.TYPE);
  }

  /** Whatever a method's factors are, its rates are those of the change that a merge would add. */
  @ParameterizedTest
  @MethodSource("low")
  void everyMethodsRatesAreThoseOfItsChange(MethodType type) {
    Method method = method(type);
    try (TensorScope scope = TensorScope.open();
        OneMatrix base = OneMatrix.reflected(7, 5, 5, 4, 3, 2, 1)) {
      AdapterSet adapters = new AdapterSet(scope);
      method.attach(adapters, base, 1);
      method.beforeForward(adapters, base, TrainingClock.at(1, 1));
      Random random = new Random(5);
      for (Tensor tensor : adapters.trained()) {
        float[] values = tensor.floats();
        for (int i = 0; i < values.length; i++) {
          values[i] += (float) (0.3 * random.nextGaussian());
        }
        tensor.set(values);
      }
      float[] change = method.weightChange(scope, adapters, base, base.layer).floats();
      float[] core = method.coreChange(adapters, base, base.layer);
      assertThat(core).hasSize(5);
      for (int k = 0; k < core.length; k++) {
        double expected = along(change, base.left(k), base.right(k));
        assertThat(core[k]).as("direction %d", k).isCloseTo((float) expected, within(2e-5f));
      }
      assertThat(Math.abs(core[0]) + Math.abs(core[4])).isGreaterThan(1e-2f);
      assertThat(method.changedLayers(adapters, base)).containsExactly(base.layer);
    }
  }

  private static Method method(MethodType type) {
    Map<String, Object> values = new HashMap<>(Map.of("rank", 2, "directions", 3));
    values.putAll(type.benchmarkValues());
    return type.with(values);
  }

  private static double along(float[] change, double[] left, double[] right) {
    double sum = 0;
    for (int row = 0; row < left.length; row++) {
      for (int column = 0; column < right.length; column++) {
        sum += left[row] * change[row * right.length + column] * right[column];
      }
    }
    return sum;
  }

  @Test
  void aSummaryIsOfAllDirectionsAndKeepsTheLargest() {
    try (TensorScope scope = TensorScope.open();
        OneMatrix base = OneMatrix.diagonal(8, 4, 2, 1)) {
      AdapterSet adapters = new AdapterSet(scope);
      Lora lora = new Lora(1, 1, 0, TargetModules.all());
      lora.attach(adapters, base, 1);
      // D = [1, 2, 0, 3]^T [1, -1, 1, 1], of diagonal 1, -2, 0, 3.
      adapters.get(base.layer, Lora.A).set(new float[] {1, -1, 1, 1});
      adapters.get(base.layer, Lora.B).set(new float[] {1, 2, 0, 3});
      assertThat(ChangeRates.of(lora, adapters, base))
          .singleElement()
          .satisfies(
              rates -> {
                assertThat(rates.layer()).isEqualTo(base.layer);
                assertThat(rates.directions()).isEqualTo(4);
                assertThat(rates.sum()).isCloseTo(0.125 + 0.5 + 3, within(1e-5));
                assertThat(rates.mean()).isCloseTo(3.625 / 4, within(1e-5));
                assertThat(rates.median()).isCloseTo((0.125 + 0.5) / 2, within(1e-5));
                assertThat(rates.largest()).isCloseTo(3, within(1e-5));
                assertThat(rates.top())
                    .extracting(ChangeRates.Ranked::index)
                    .containsExactly(3, 1, 0, 2);
                assertThat(rates.top().get(1).rate()).isCloseTo(0.5, within(1e-5));
                assertThat(rates.top().get(1).sigma()).isCloseTo(4, within(1e-5));
                assertThat(rates.profile().byIndex()).hasSize(4).last().isEqualTo(rates.largest());
                assertThat(rates.profile().last()).isEqualTo(rates.profile().byIndex());
                assertThat(rates.profile().bySize())
                    .containsExactly(
                        rates.largest(), rates.top().get(1).rate(), rates.top().get(3).rate());
              });
    }
  }

  private static StoredTensor stored(String name) {
    return Objects.requireNonNull(TENSORS.get(name), name);
  }

  private static double[] doubles(JsonNode numbers) {
    return StreamSupport.stream(numbers.spliterator(), false)
        .mapToDouble(JsonNode::asDouble)
        .toArray();
  }

  private static Map<String, StoredTensor> tensors() {
    try {
      return SafetensorsReader.read(
              Path.of(
                  Objects.requireNonNull(
                          ChangeRatesTest.class.getResource(FOLDER + "tsd.safetensors"))
                      .toURI()))
          .tensors();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JsonNode reference() {
    try (InputStream file =
        Objects.requireNonNull(ChangeRatesTest.class.getResourceAsStream(FOLDER + "tsd.json"))) {
      return Json.MAPPER.readTree(file);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A base of one of the reference's matrices. */
  private static final class Matrix implements AdaptedBase, AutoCloseable {
    final String name;
    final LinearLayer layer;
    private final TensorScope scope = TensorScope.open();
    private final SingularVectorCache cache = new SingularVectorCache(Device.cpu());
    private final float[] values;
    private final Tensor weight;

    Matrix(String name) {
      StoredTensor stored = stored(name + ".w");
      int outputs = Math.toIntExact(stored.shape().get(0));
      int inputs = Math.toIntExact(stored.shape().get(1));
      this.name = name;
      this.layer = new LinearLayer(0, "dense", outputs, inputs);
      this.values = stored.toFloats();
      this.weight = scope.floats(values, outputs, inputs);
    }

    @Override
    public Device device() {
      return Device.cpu();
    }

    @Override
    public List<LinearLayer> linearLayers() {
      return List.of(layer);
    }

    @Override
    public String checkpointName(LinearLayer known) {
      return known.name();
    }

    @Override
    public Tensor weight(TensorScope handle, LinearLayer ignored) {
      return handle.adopt(weight.rows(0, layer.outputs()));
    }

    @Override
    public List<BaseTensor> tensors() {
      return List.of(
          new BaseTensor(
              "0",
              "dense.weight",
              false,
              List.of(new BaseTensor.Part(layer.name() + ".weight", 0, layer.outputs()))));
    }

    @Override
    public Tensor copy(TensorScope owner, BaseTensor tensor) {
      return owner.floats(values, layer.outputs(), layer.inputs());
    }

    @Override
    public Tensor shared(String key, Function<TensorScope, Tensor> make) {
      return cache.shared(key, make);
    }

    @Override
    public SingularVectors singularVectors(LinearLayer known) {
      return cache.of(known, this);
    }

    @Override
    public void close() {
      cache.close();
      scope.close();
    }
  }
}
