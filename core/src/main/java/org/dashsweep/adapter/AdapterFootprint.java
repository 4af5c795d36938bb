package org.dashsweep.adapter;

/**
 * The numbers that a method adds to one layer, once all its phases have begun. All are float32.
 *
 * @param ranks inner width of the low-rank product, directions included
 * @param trained numbers that train
 * @param frozen other numbers of the trial's own
 * @param decomposed numbers of the layer's singular vectors, which the trials of a base share
 * @param magnitudes outputs that are rescaled, all of the layer's or none
 * @param passing numbers that a pass keeps, whatever the number of tokens
 */
public record AdapterFootprint(
    int ranks, long trained, long frozen, long decomposed, long magnitudes, long passing) {
  /** A footprint of factors alone. */
  public AdapterFootprint(int ranks, long trained, long frozen, long decomposed, long magnitudes) {
    this(ranks, trained, frozen, decomposed, magnitudes, 0);
  }

  /** The footprint with more numbers that train. */
  AdapterFootprint withTrained(long numbers) {
    return new AdapterFootprint(ranks, trained + numbers, frozen, decomposed, magnitudes, passing);
  }

  /** The footprint with more numbers of the trial's own that do not train. */
  AdapterFootprint withFrozen(long numbers) {
    return new AdapterFootprint(ranks, trained, frozen + numbers, decomposed, magnitudes, passing);
  }

  /** The footprint with more ranks, whose factors do not train. */
  AdapterFootprint withFrozenRanks(LinearLayer layer, int more) {
    long vectors = (long) layer.inputs() + layer.outputs();
    return new AdapterFootprint(
        ranks + more, trained, frozen + more * vectors, decomposed, magnitudes, passing);
  }

  /** The footprint with the singular vectors of the layer's W. */
  AdapterFootprint withSingularVectors(LinearLayer layer) {
    return new AdapterFootprint(
        ranks, trained, frozen, singularVectors(layer), magnitudes, passing);
  }

  /** Counts the numbers of a layer's singular vectors and values. */
  public static long singularVectors(LinearLayer layer) {
    long vectors = (long) layer.inputs() + layer.outputs();
    long available = Math.min(layer.inputs(), layer.outputs());
    return available * (vectors + 1);
  }

  /** The footprint with matrices (out, in) that a pass keeps. */
  AdapterFootprint withMatrices(LinearLayer layer, int count) {
    long numbers = count * (long) layer.inputs() * layer.outputs();
    return new AdapterFootprint(ranks, trained, frozen, decomposed, magnitudes, passing + numbers);
  }
}
