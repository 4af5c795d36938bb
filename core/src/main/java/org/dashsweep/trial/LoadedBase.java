package org.dashsweep.trial;

import org.dashsweep.data.Tokenizer;
import org.dashsweep.model.EncoderModel;
import org.dashsweep.model.ModelException;
import org.dashsweep.model.bert.BertModel;
import org.dashsweep.model.deberta.DebertaConfig;
import org.dashsweep.model.deberta.DebertaModel;
import org.dashsweep.tensor.Precision;

/**
 * A base model in memory, shared by the trials of a JVM. Owned by whoever loads it.
 *
 * @param model its frozen weights
 * @param tokenizer bytes of its tokenizer's file
 */
public record LoadedBase(EncoderModel model, ModelSource.TokenizerFile tokenizer)
    implements AutoCloseable {
  /**
   * Loads a model.
   *
   * @param name as {@link ModelSource#read} takes it
   * @param precision of its linear layers
   */
  public static LoadedBase load(String name, Precision precision) {
    ModelSource source = ModelSource.read(name);
    return new LoadedBase(encoder(source, precision), source.tokenizer());
  }

  private static EncoderModel encoder(ModelSource source, Precision precision) {
    String family = source.config().path("model_type").asText();
    return switch (family) {
      case "bert" -> BertModel.load(source.checkpoint(), source.config(), precision);
      case DebertaConfig.MODEL_TYPE ->
          DebertaModel.load(source.checkpoint(), source.config(), precision);
      default ->
          throw new ModelException(
              source.checkpoint().source(),
              "has model_type %s; encoders known here are bert and %s"
                  .formatted(source.config().path("model_type"), DebertaConfig.MODEL_TYPE));
    };
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
