package org.dashsweep.adapter;

import java.util.List;
import org.dashsweep.space.TrialConfig;

/**
 * The model as it is: nothing trains. Its trials are evaluations alone, which show what a training
 * has changed.
 */
public record Untuned() implements WithoutAdapters {
  static final MethodType TYPE = new Type();

  private static final class Type extends MethodType {
    Type() {
      super(
          "none",
          "Untuned",
          "Nothing trains: the model is evaluated as it is",
          Untuned.class,
          List.of(),
          List.of());
    }

    @Override
    public Method of(TrialConfig config) {
      return new Untuned();
    }

    @Override
    public boolean trains() {
      return false;
    }
  }

  @Override
  public MethodType type() {
    return TYPE;
  }
}
