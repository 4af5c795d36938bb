package org.dashsweep.trial.classification;

import org.dashsweep.data.Tokenizer;
import org.dashsweep.model.SequenceEncoder;
import org.dashsweep.tensor.Precision;
import org.dashsweep.trial.Locations;
import org.dashsweep.trial.ModelSource;

/**
 * A base model in memory, shared by the trials of a JVM. Owned by whoever loads it.
 *
 * @param model its frozen weights
 * @param tokenizer bytes of its tokenizer's file
 */
record LoadedEncoder(SequenceEncoder model, ModelSource.TokenizerFile tokenizer)
    implements AutoCloseable {
  /**
   * Loads a model.
   *
   * @param name as {@link ModelSource#read} takes it
   * @param precision of its linear layers
   */
  static LoadedEncoder load(String name, Locations locations, Precision precision) {
    ModelSource source = ModelSource.read(name, locations);
    return new LoadedEncoder(EncoderFamilies.load(source, precision), source.tokenizer());
  }

  /** A tokenizer that cuts examples; the caller closes it. */
  Tokenizer tokenizer(int maximumLength) {
    return Tokenizer.read(tokenizer.bytes(), "tokenizer.json of the base model", maximumLength);
  }

  @Override
  public void close() {
    model.close();
  }
}
