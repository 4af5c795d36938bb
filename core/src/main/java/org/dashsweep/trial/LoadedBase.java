package org.dashsweep.trial;

import org.dashsweep.data.Tokenizer;
import org.dashsweep.model.bert.BertModel;
import org.dashsweep.tensor.Precision;

/**
 * A base model in memory, shared by the trials of a JVM. Owned by whoever loads it.
 *
 * @param model its frozen weights
 * @param tokenizer bytes of its tokenizer's file
 */
public record LoadedBase(BertModel model, ModelSource.TokenizerFile tokenizer)
    implements AutoCloseable {
  /**
   * Loads a model.
   *
   * @param name as {@link ModelSource#read} takes it
   * @param precision of its linear layers
   */
  public static LoadedBase load(String name, Precision precision) {
    ModelSource source = ModelSource.read(name);
    return new LoadedBase(
        BertModel.load(source.checkpoint(), source.config(), precision), source.tokenizer());
  }

  /** A tokenizer that cuts examples; the caller closes it. */
  public Tokenizer tokenizer(int maximumLength) {
    return Tokenizer.read(tokenizer.bytes(), "tokenizer.json of the base model", maximumLength);
  }

  @Override
  public void close() {
    model.close();
  }
}
