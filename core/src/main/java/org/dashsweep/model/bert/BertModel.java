package org.dashsweep.model.bert;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.dashsweep.model.ClassifierSettings;
import org.dashsweep.model.EncoderCheck;
import org.dashsweep.model.EncoderModel;
import org.dashsweep.model.EncoderOutline;
import org.dashsweep.model.EncoderParts;
import org.dashsweep.model.EncoderTensors;
import org.dashsweep.tensor.Closing;
import org.dashsweep.tensor.Device;
import org.dashsweep.tensor.Precision;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.weights.Checkpoint;

/** The frozen weights of a BERT encoder. */
public final class BertModel extends EncoderModel {
  private static final String PREFIX = "bert.";
  private static final List<String> PROJECTIONS =
      List.of("attention.self.query", "attention.self.key", "attention.self.value");
  private static final String JOINED = "attention.self.qkv";

  private BertModel(EncoderTensors tensors) {
    super(tensors);
  }

  /** Loads an encoder for the CPU, as {@link #load(Checkpoint, JsonNode, Precision, Device)}. */
  public static BertModel load(Checkpoint checkpoint, JsonNode config, Precision precision) {
    return load(checkpoint, config, precision, Device.cpu());
  }

  /**
   * Loads an encoder.
   *
   * @param checkpoint names as Hugging Face's {@code BertForSequenceClassification} has them, or
   *     {@code BertModel}; other heads are ignored
   * @param config its {@code config.json}
   * @param precision of the linear layers' weights; norms and embeddings are float32
   * @param device where they are to lie
   * @throws org.dashsweep.model.ModelException if the configuration and the tensors do not fit
   * @throws org.dashsweep.weights.CheckpointException if a tensor is missing
   */
  public static BertModel load(
      Checkpoint checkpoint, JsonNode config, Precision precision, Device device) {
    return load(checkpoint, BertConfig.read(configOf(checkpoint), config), precision, device);
  }

  /** Loads an encoder whose configuration has been read. */
  public static BertModel load(
      Checkpoint checkpoint, BertConfig config, Precision precision, Device device) {
    TensorScope scope = TensorScope.open(device);
    return Closing.onFailure(
        scope,
        () -> {
          EncoderTensors tensors = new EncoderTensors(scope, checkpoint, PREFIX, config, precision);
          read(tensors, config);
          return new BertModel(tensors);
        });
  }

  /**
   * The shape of an encoder, its checkpoint held against its configuration as {@link #load} does,
   * but nothing loaded.
   */
  public static EncoderOutline outline(Checkpoint checkpoint, JsonNode json) {
    BertConfig config = BertConfig.read(configOf(checkpoint), json);
    EncoderCheck check = new EncoderCheck(checkpoint, PREFIX, config);
    read(check, config);
    return check.outline(new EncoderOutline.Family(false, EncoderOutline.Pooler.WHERE_SAVED));
  }

  private static void read(EncoderParts parts, BertConfig config) {
    int hidden = config.hiddenSize();
    parts.readEmbedding("word_embeddings.weight", config.vocabularySize(), hidden);
    parts.readEmbedding("position_embeddings.weight", config.maximumPositions(), hidden);
    parts.readEmbedding("token_type_embeddings.weight", config.segments(), hidden);
    parts.readEmbeddingNorm();
    parts.readBlocks(JOINED, PROJECTIONS, List.of());
    parts.readPoolerOfEncoder();
    parts.readClassifier();
  }

  @Override
  protected String source() {
    return "/org/dashsweep/model/bert/bert.py";
  }

  @Override
  protected Map<String, Object> attributes(ClassifierSettings settings) {
    return Map.of();
  }

  /** Sentence-embedding models come without one, and their users then do without it too. */
  @Override
  protected boolean alwaysPools() {
    return false;
  }
}
