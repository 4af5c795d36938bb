package org.dashsweep.adapter;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.dashsweep.tensor.Device;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;

/** A base model of one linear layer whose singular directions are known beforehand. */
final class OneMatrix implements AdaptedBase, AutoCloseable {
  final LinearLayer layer;
  private final double[][] left;
  private final double[][] right;
  private final TensorScope scope = TensorScope.open();
  private final SingularVectorCache cache = new SingularVectorCache(Device.cpu());
  private final Tensor weight;

  /** W = U diag(σ) Vᵀ with U and V the Householder reflections of two vectors. */
  static OneMatrix reflected(int outputs, int inputs, double... sigma) {
    return new OneMatrix(reflection(outputs, 3), reflection(inputs, 7), sigma);
  }

  /** W = diag(σ). */
  static OneMatrix diagonal(double... sigma) {
    return new OneMatrix(identity(sigma.length), identity(sigma.length), sigma);
  }

  private OneMatrix(double[][] left, double[][] right, double[] sigma) {
    this.left = left;
    this.right = right;
    this.layer = new LinearLayer(0, "dense", left.length, right.length);
    float[] values = new float[left.length * right.length];
    for (int row = 0; row < left.length; row++) {
      for (int column = 0; column < right.length; column++) {
        double sum = 0;
        for (int k = 0; k < sigma.length; k++) {
          sum += sigma[k] * left[row][k] * right[column][k];
        }
        values[row * right.length + column] = (float) sum;
      }
    }
    this.weight = scope.floats(values, left.length, right.length);
  }

  /** I − 2 w wᵀ / wᵀw for w = (1, 1 + 1/n, 1 + 2/n, …): orthogonal, and no two columns alike. */
  private static double[][] reflection(int size, int n) {
    double[] w = new double[size];
    double squares = 0;
    for (int i = 0; i < size; i++) {
      w[i] = 1 + (double) i / n;
      squares += w[i] * w[i];
    }
    double[][] matrix = identity(size);
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        matrix[i][j] -= 2 * w[i] * w[j] / squares;
      }
    }
    return matrix;
  }

  private static double[][] identity(int size) {
    double[][] matrix = new double[size][size];
    for (int i = 0; i < size; i++) {
      matrix[i][i] = 1;
    }
    return matrix;
  }

  /** uₖ, (out,). */
  double[] left(int k) {
    return Arrays.stream(left).mapToDouble(row -> row[k]).toArray();
  }

  /** vₖ, (in,). */
  double[] right(int k) {
    return Arrays.stream(right).mapToDouble(row -> row[k]).toArray();
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
  public Tensor shared(String name, Function<TensorScope, Tensor> make) {
    return cache.shared(name, make);
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
