package org.dashsweep.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.script.Arguments;
import org.dashsweep.tensor.script.ScriptModule;

/**
 * The highest rate of matrix products that the benchmark's own threads reach, all lanes at once. It
 * is the best window of all rounds for each product and shape.
 */
final class MatrixProductPeak {
  private static final int WINDOWS = 3;

  /** So that what a call does beside its products does not count. */
  private static final int LEAST_REPETITIONS = 3;

  private final BenchmarkWorkers lanes;
  private final List<PeakMatrixProduct> products;
  private final List<Shape> shapes;
  private final Duration window;
  private final Map<Case, Double> best = new LinkedHashMap<>();

  /** (rows, inputs) times (outputs, inputs) transposed. */
  record Shape(int rows, int inputs, int outputs) {
    double operations() {
      return 2.0 * rows * inputs * outputs;
    }
  }

  private record Case(PeakMatrixProduct product, Shape shape) {}

  /** The time at which a lane's products began and ended. */
  private record Window(long startNanos, long endNanos) {}

  /**
   * A measurement to come.
   *
   * @param window how long a window lasts at least, about
   */
  MatrixProductPeak(
      BenchmarkWorkers lanes,
      List<PeakMatrixProduct> products,
      List<Shape> shapes,
      Duration window) {
    this.lanes = lanes;
    this.products = List.copyOf(products);
    this.shapes = List.copyOf(shapes);
    this.window = window;
  }

  /** Measures every product of every shape; what is better than before counts. */
  void measure() {
    for (Shape shape : shapes) {
      List<Operands> operands = lanes.run(lane -> new Operands(shape));
      try {
        products.forEach(product -> measure(new Case(product, shape), operands));
      } finally {
        operands.forEach(Operands::close);
      }
    }
  }

  private void measure(Case measured, List<Operands> operands) {
    PeakMatrixProduct product = measured.product();
    // The first call initialises, the second one says how long a product takes.
    run(product, operands, 1);
    double once = run(product, operands, 1);
    int repetitions = (int) Math.max(LEAST_REPETITIONS, Math.ceil(window.toNanos() * 1e-9 / once));
    for (int i = 0; i < WINDOWS; i++) {
      double seconds = run(product, operands, repetitions);
      double rate = lanes.count() * repetitions * measured.shape().operations() / seconds;
      best.merge(measured, rate, Math::max);
    }
  }

  /** Seconds from the first lane's start to the last one's end. */
  private double run(PeakMatrixProduct product, List<Operands> operands, int repetitions) {
    List<Window> windows = lanes.run(lane -> operands.get(lane).multiply(product, repetitions));
    long start = windows.stream().mapToLong(Window::startNanos).min().orElseThrow();
    long end = windows.stream().mapToLong(Window::endNanos).max().orElseThrow();
    return (end - start) * 1e-9;
  }

  /** All products and shapes with their best rates so far. */
  List<BenchmarkReport.ProductRate> rates() {
    List<BenchmarkReport.ProductRate> rates = new ArrayList<>();
    best.forEach(
        (measured, rate) ->
            rates.add(
                new BenchmarkReport.ProductRate(
                    measured.product().operator(),
                    measured.product().precision().toString(),
                    measured.shape().rows(),
                    measured.shape().inputs(),
                    measured.shape().outputs(),
                    rate)));
    return rates;
  }

  /** One lane's matrices. */
  private static final class Operands implements AutoCloseable {
    private final TensorScope scope = TensorScope.open();
    private final ScriptModule script =
        ScriptModule.compile(scope, "Peak", List.of("/org/dashsweep/benchmark/peak.py"), Map.of());
    private final Tensor left;
    private final Tensor right;

    Operands(Shape shape) {
      left = random(shape.rows(), shape.inputs());
      right = random(shape.outputs(), shape.inputs());
    }

    private Tensor random(int rows, int columns) {
      Random random = new Random(1);
      float[] values = new float[rows * columns];
      for (int i = 0; i < values.length; i++) {
        values[i] = random.nextFloat() - 0.5f;
      }
      return scope.floats(values, rows, columns);
    }

    Window multiply(PeakMatrixProduct product, int repetitions) {
      try (TensorScope work = scope.child()) {
        Arguments arguments =
            new Arguments().tensor(left).tensor(right).tensor(work.number(repetitions));
        long start = System.nanoTime();
        script.evaluate(work, product.script(), arguments);
        return new Window(start, System.nanoTime());
      }
    }

    @Override
    public void close() {
      script.close();
      scope.close();
    }
  }
}
