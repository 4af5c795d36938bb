package org.dashsweep.adapter;

import java.util.List;
import org.dashsweep.space.TrialConfig;

/** The floor of a comparison: the base as it is, only the task head trains. */
public record HeadOnly() implements WithoutAdapters {
  static final MethodType TYPE = new Type();

  private static final class Type extends MethodType {
    Type() {
      super(
          "head-only",
          "Head only",
          "Only the task head trains: the floor",
          HeadOnly.class,
          List.of(),
          List.of());
    }

    @Override
    public Method of(TrialConfig config) {
      return new HeadOnly();
    }

    @Override
    public boolean trainsHeadAlone() {
      return true;
    }
  }

  @Override
  public MethodType type() {
    return TYPE;
  }
}
