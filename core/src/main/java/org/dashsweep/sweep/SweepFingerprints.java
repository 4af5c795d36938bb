package org.dashsweep.sweep;

import java.util.Set;
import org.dashsweep.space.Parameter;
import org.dashsweep.space.TrialConfig;

/**
 * Fingerprints of the content behind the names in a configuration. A trial id therefore changes
 * with a model's weights or a data set's rows, and not only with their names.
 */
public interface SweepFingerprints {
  /** The fingerprint of a model's weights and tokenizer; asked once per model name. */
  String ofModel(String model);

  /** The parameters that decide which data a trial sees, such as task and train-rows. */
  Set<Parameter<?>> dataParameters();

  /**
   * The fingerprint of the data a trial sees; asked once per distinct combination.
   *
   * @param config a config narrowed to the {@link #dataParameters() data parameters} that it has
   */
  String ofData(TrialConfig config);
}
