package org.dashsweep.adapter;

/**
 * BitFit (Ben Zaken et al., 2022): every tensor of the base whose name contains {@code bias}
 * trains, norms' and embeddings' too, as in the code of LoRA-Dash's authors.
 */
public record BitFit() implements BaseMethod {
  static final MethodType TYPE = new Type();

  private static final class Type extends BaseMethod.Type {
    Type() {
      super("bitfit", "BitFit", "Biases alone train (Ben Zaken et al., 2022)", BitFit.class);
    }

    @Override
    Method method() {
      return new BitFit();
    }
  }

  @Override
  public MethodType type() {
    return TYPE;
  }

  @Override
  public TrainedBase trainedBase() {
    return TrainedBase.BIASES;
  }

  @Override
  public long stepOperations(LayerStep step) {
    return 0;
  }
}
