package org.dashsweep.model.roberta;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dashsweep.model.TinyWeights;
import org.dashsweep.model.bert.TinyBert;
import org.dashsweep.tensor.Device;
import org.dashsweep.tensor.Precision;
import org.dashsweep.weights.Checkpoint;
import org.dashsweep.weights.StoredTensor;

/** A RoBERTa of random weights, of TinyBert's size. */
public final class TinyRoberta {
  /** Rows of positions, the first two of which are no token's. */
  private static final int POSITIONS = 18;

  private TinyRoberta() {}

  /** Its {@code config.json}. */
  public static ObjectNode config() {
    return TinyBert.config(TinyBert.VOCABULARY)
        .put("model_type", "roberta")
        .put("max_position_embeddings", POSITIONS)
        .put("pad_token_id", 1);
  }

  /** Its weights, those of the encoder and nothing else. */
  public static Checkpoint checkpoint() {
    SortedMap<String, StoredTensor> tensors = new TreeMap<>(TinyBert.checkpoint().tensors());
    tensors.keySet().removeIf(name -> name.startsWith("pooler."));
    TinyWeights positions = new TinyWeights(40, "");
    positions.normal("embeddings.position_embeddings.weight", 0, 0.5, POSITIONS, TinyBert.HIDDEN);
    tensors.putAll(positions.tensors());
    return new Checkpoint("tiny RoBERTa", tensors, Map.of());
  }

  /** The model with other weights; the caller closes it. */
  public static RobertaModel load(Checkpoint checkpoint) {
    return load(checkpoint, Precision.FLOAT32);
  }

  /** The model with linear layers in another precision; the caller closes it. */
  public static RobertaModel load(Checkpoint checkpoint, Precision precision) {
    return RobertaModel.FAMILY.load(checkpoint, config(), precision, Device.cpu());
  }
}
