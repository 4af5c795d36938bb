package org.dashsweep.adapter;

import java.util.List;
import java.util.Locale;

/** A low-rank method that changes what trains once, at its launch: each layer when it is due. */
interface LaunchingMethod extends LowRankMethod {
  /** Returns t. */
  int launchStep();

  /** Returns the unit of t. */
  DirectionLaunchCount launchCount();

  /** Tells whether a layer has launched. */
  boolean launched(AdapterSet adapters, LinearLayer layer);

  /**
   * Launches one layer.
   *
   * @param seed of the training
   */
  void launch(AdapterSet adapters, AdaptedBase base, LinearLayer layer, long seed);

  /** Returns the change that a launch is for the optimiser. */
  TrainedChange launchedChange();

  @Override
  default TrainedChange beforeForward(AdapterSet adapters, AdaptedBase base, TrainingClock clock) {
    List<LinearLayer> due =
        adapters.layers().stream()
            .filter(layer -> !launched(adapters, layer))
            .filter(layer -> count(base, layer, clock) >= launchStep())
            .toList();
    due.forEach(layer -> launch(adapters, base, layer, clock.seed()));
    return due.isEmpty() ? TrainedChange.NONE : launchedChange();
  }

  private long count(AdaptedBase base, LinearLayer layer, TrainingClock clock) {
    return launchCount() == DirectionLaunchCount.UPDATES
        ? clock.updates()
        : clock.forwards() * base.callsPerForward(layer);
  }

  /** Returns the layers that have launched, in order. */
  default List<LinearLayer> launchedLayers(AdapterSet adapters) {
    return adapters.layers().stream().filter(layer -> launched(adapters, layer)).toList();
  }

  /** Returns whether no layer has launched; refuses adapters of which some have. */
  default boolean aheadOfLaunch(AdapterSet adapters) {
    int launched = launchedLayers(adapters).size();
    if (launched > 0 && launched < adapters.layers().size()) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "Only %d of %d layers have directions yet: they are of no common rank",
              launched,
              adapters.layers().size()));
    }
    return launched == 0;
  }

  @Override
  default DirectionLaunch launch(AdapterSet adapters) {
    return launchedLayers(adapters).size() == adapters.layers().size()
        ? DirectionLaunch.DONE
        : DirectionLaunch.AHEAD;
  }

  @Override
  default int updatesBeforeLaunch() {
    return launchStep();
  }

  @Override
  default void requireReachable(long updates, long forwards) {
    boolean inUpdates = launchCount() == DirectionLaunchCount.UPDATES;
    long available = inUpdates ? updates : forwards;
    if (launchStep() >= available) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "launch-step must be below the %d %s of the training, or the directions never train: %d",
              available,
              inUpdates ? "updates" : "forward passes",
              launchStep()));
    }
  }
}
