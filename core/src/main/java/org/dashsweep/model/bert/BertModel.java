package org.dashsweep.model.bert;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.dashsweep.model.AbsolutePositionModel;
import org.dashsweep.model.Bias;
import org.dashsweep.model.EncoderFamily;
import org.dashsweep.model.EncoderHeadForm;
import org.dashsweep.model.EncoderOutline;
import org.dashsweep.model.EncoderParts;
import org.dashsweep.model.EncoderPaths;
import org.dashsweep.model.EncoderTensors;
import org.dashsweep.tensor.Device;
import org.dashsweep.tensor.Precision;
import org.dashsweep.weights.Checkpoint;

/** The frozen weights of a BERT encoder. */
public final class BertModel extends AbsolutePositionModel {
  private static final String POOLER = "pooler.dense";
  private static final String CLASSIFIER = "classifier";

  /** Sentence-embedding models come without a pooler, and their users then do without it too. */
  private static final EncoderHeadForm HEAD =
      EncoderHeadForm.of(
          new EncoderHeadForm.Module(POOLER, EncoderHeadForm.Place.ENCODER, Bias.ADDED),
          EncoderHeadForm.PoolerUse.FIRST_TOKEN_WHERE_SAVED,
          EncoderHeadForm.Module.beside(CLASSIFIER));

  /** The family. Other heads of a checkpoint are ignored. */
  public static final EncoderFamily<BertConfig, BertModel> FAMILY =
      new EncoderFamily<>(
          List.of("bert"),
          List.of(POOLER, CLASSIFIER),
          new EncoderPaths("bert.", "encoder.layer."),
          BertConfig::read,
          BertModel::read,
          (tensors, config) -> new BertModel(tensors));

  private BertModel(EncoderTensors tensors) {
    super(tensors);
  }

  /** Loads an encoder for the CPU, as {@link EncoderFamily#load} does. */
  public static BertModel load(Checkpoint checkpoint, JsonNode config, Precision precision) {
    return load(checkpoint, config, precision, Device.cpu());
  }

  /** Loads an encoder, as {@link EncoderFamily#load} does. */
  public static BertModel load(
      Checkpoint checkpoint, JsonNode config, Precision precision, Device device) {
    return FAMILY.load(checkpoint, config, precision, device);
  }

  /** Returns the shape of an encoder, as {@link EncoderFamily#outline} does. */
  public static EncoderOutline outline(Checkpoint checkpoint, JsonNode config) {
    return FAMILY.outline(checkpoint, config);
  }

  private static void read(EncoderParts parts, BertConfig config) {
    read(parts, config, config.maximumPositions());
    parts.readHead(HEAD);
  }
}
