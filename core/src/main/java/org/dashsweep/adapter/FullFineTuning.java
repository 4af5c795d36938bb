package org.dashsweep.adapter;

import java.util.List;

/**
 * Full fine-tuning: every tensor of the base trains, embeddings, norms and head too.
 *
 * <p>The trial owns a copy of the whole base in float32, with its gradients and moments.
 */
public record FullFineTuning() implements BaseMethod {
  static final MethodType TYPE = new Type();

  private static final class Type extends BaseMethod.Type {
    Type() {
      super(
          "full",
          "Full fine-tuning",
          "Every parameter trains, in a copy of the base",
          FullFineTuning.class);
    }

    @Override
    public boolean hasChangeRates() {
      return true;
    }

    @Override
    public boolean trainsEveryMatrix() {
      return true;
    }

    @Override
    Method method() {
      return new FullFineTuning();
    }
  }

  @Override
  public MethodType type() {
    return TYPE;
  }

  @Override
  public TrainedBase trainedBase() {
    return TrainedBase.ALL;
  }

  @Override
  public List<LinearLayer> changedLayers(AdapterSet adapters, AdaptedBase base) {
    return base.linearLayers();
  }

  @Override
  public long stepOperations(LayerStep step) {
    return 2 * step.tokens() * step.inputs() * step.outputs();
  }
}
