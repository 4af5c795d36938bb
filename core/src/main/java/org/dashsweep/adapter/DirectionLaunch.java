package org.dashsweep.adapter;

/** Position of a state of training before or after the launch of its method's directions. */
public enum DirectionLaunch {
  /** The method launches nothing: all it trains trains from the first update. */
  NONE,
  /** Not every layer has its directions yet: LoRA-Dash is LoRA until then. */
  AHEAD,
  /** Every layer has its directions. */
  DONE
}
