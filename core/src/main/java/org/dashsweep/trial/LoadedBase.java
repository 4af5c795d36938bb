package org.dashsweep.trial;

import org.dashsweep.model.bert.BertModel;
import org.dashsweep.tensor.Precision;
import org.dashsweep.tokenizer.TextTokenizer;
import org.dashsweep.tokenizer.TokenizerFiles;

/**
 * A base model in memory, shared by the trials of a JVM. Owned by whoever loads it.
 *
 * @param model its frozen weights
 * @param tokenizerFiles its tokenizer's files
 */
public record LoadedBase(BertModel model, TokenizerFiles tokenizerFiles) implements AutoCloseable {
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

  /** Its tokenizer; the caller closes it. */
  public TextTokenizer tokenizer() {
    return tokenizerFiles.open();
  }

  @Override
  public void close() {
    model.close();
  }
}
