package org.dashsweep.trial.classification;

import org.dashsweep.model.SequenceEncoder;
import org.dashsweep.model.catalogue.EncoderFamilies;
import org.dashsweep.source.Locations;
import org.dashsweep.source.ModelSource;
import org.dashsweep.tensor.Closing;
import org.dashsweep.tensor.Device;
import org.dashsweep.tensor.Precision;
import org.dashsweep.tokenizer.TextTokenizer;
import org.dashsweep.tokenizer.TokenizerFiles;

/**
 * A base model in memory, shared by the trials of a JVM. Owned by whoever loads it.
 *
 * @param model its frozen weights
 * @param tokenizerFiles its tokenizer's files
 * @param head what its checkpoint says of a trained head
 */
record LoadedEncoder(SequenceEncoder model, TokenizerFiles tokenizerFiles, SavedHead head)
    implements AutoCloseable {
  /**
   * Loads a model.
   *
   * @param name as {@link ModelSource#read} takes it
   * @param precision of its linear layers
   * @param device where it is to lie
   */
  static LoadedEncoder load(String name, Locations locations, Precision precision, Device device) {
    ModelSource source = ModelSource.read(name, locations);
    SequenceEncoder model =
        EncoderFamilies.of(source.checkpoint(), source.config())
            .load(source.checkpoint(), source.config(), precision, device);
    return Closing.onFailure(
        model,
        () -> new LoadedEncoder(model, source.tokenizer(), SavedHead.of(name, source.config())));
  }

  /** Its tokenizer; the caller closes it. */
  TextTokenizer tokenizer() {
    return tokenizerFiles.open();
  }

  @Override
  public void close() {
    model.close();
  }
}
