package org.dashsweep.adapter;

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
  public long stepOperations(LayerStep step) {
    return 2 * step.tokens() * step.inputs() * step.outputs();
  }
}
