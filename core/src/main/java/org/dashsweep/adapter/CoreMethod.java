package org.dashsweep.adapter;

import java.util.List;
import java.util.Map;

/** A low-rank method with a trained core between B and A. */
interface CoreMethod extends LowRankMethod {
  /** Returns the core. */
  AdapterTensor core();

  /** Returns the core's columns: r of a matrix (r, r), 1 of a diagonal (r, 1). */
  int coreColumns();

  @Override
  default Map<LinearLayer, AdapterFootprint> footprints(List<LinearLayer> layers) {
    Map<LinearLayer, AdapterFootprint> footprints = factors().footprints(layers);
    long elements = (long) factors().rank() * coreColumns();
    footprints.replaceAll((layer, plain) -> plain.withTrained(elements));
    return footprints;
  }

  @Override
  default Map<AdapterTensor, LayerShape> shapes() {
    Map<AdapterTensor, LayerShape> shapes = factors().shapes();
    shapes.put(core(), LayerShape.of(factors().rank(), coreColumns()));
    return shapes;
  }
}
