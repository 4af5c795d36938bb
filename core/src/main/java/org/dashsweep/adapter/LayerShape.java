package org.dashsweep.adapter;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The shape of a tensor in terms of the layer it is added to, such as (r, in).
 *
 * @param sizes numbers, {@link #INPUTS} or {@link #OUTPUTS}
 */
public record LayerShape(List<Long> sizes) {
  /** The columns of the layer's W. */
  public static final long INPUTS = -1;

  /** The rows of the layer's W. */
  public static final long OUTPUTS = -2;

  public LayerShape {
    sizes = List.copyOf(sizes);
  }

  /** A shape of these sizes; without any, that of a scalar. */
  public static LayerShape of(long... sizes) {
    return new LayerShape(Arrays.stream(sizes).boxed().toList());
  }

  /** The shape at one layer. */
  public List<Long> at(LinearLayer layer) {
    return sizes.stream()
        .map(
            size ->
                size == INPUTS
                    ? Long.valueOf(layer.inputs())
                    : size == OUTPUTS ? Long.valueOf(layer.outputs()) : size)
        .toList();
  }

  /** Tells whether a shape is this one at some layer. */
  public boolean fits(List<Long> shape) {
    return shape.size() == sizes.size()
        && IntStream.range(0, shape.size())
            .allMatch(i -> sizes.get(i) < 0 || sizes.get(i).equals(shape.get(i)));
  }

  /** Such as {@code [4, in]}. */
  @Override
  public String toString() {
    return sizes.stream()
        .map(size -> size == INPUTS ? "in" : size == OUTPUTS ? "out" : Long.toString(size))
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
