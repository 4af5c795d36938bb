package org.dashsweep.trial.commonsense;

import java.util.List;
import org.dashsweep.generation.EndTokens;
import org.dashsweep.model.catalogue.DecoderFamilies;
import org.dashsweep.model.decoder.DecoderConfig;
import org.dashsweep.model.decoder.DecoderModel;
import org.dashsweep.source.Locations;
import org.dashsweep.source.ModelSource;
import org.dashsweep.tensor.Closing;
import org.dashsweep.tensor.Device;
import org.dashsweep.tensor.Precision;
import org.dashsweep.tokenizer.TextTokenizer;

/**
 * A base model in memory, shared by the trials of a JVM. Owned by whoever loads it.
 *
 * @param model its frozen weights
 * @param endTokens tokens of which each ends a text
 */
record LoadedDecoder(DecoderModel model, TextTokenizer tokenizer, List<Integer> endTokens)
    implements AutoCloseable {
  LoadedDecoder {
    endTokens = List.copyOf(endTokens);
  }

  /**
   * Loads a model.
   *
   * @param name as {@link ModelSource#read} takes it
   * @param precision of its linear layers
   * @param device where it is to lie
   */
  static LoadedDecoder load(String name, Locations locations, Precision precision, Device device) {
    ModelSource source = ModelSource.read(name, locations);
    // The weights come last: nothing that may fail is left behind them.
    DecoderConfig config = DecoderFamilies.read(name, source.config());
    List<Integer> endTokens = EndTokens.of(name, source.generation());
    TextTokenizer tokenizer = source.tokenizer().open();
    return Closing.onFailure(
        tokenizer,
        () ->
            new LoadedDecoder(
                DecoderModel.load(source.checkpoint(), config, precision, device),
                tokenizer,
                endTokens));
  }

  @Override
  public void close() {
    model.close();
    tokenizer.close();
  }
}
