package org.dashsweep.model.roberta;

import java.util.List;
import org.dashsweep.model.AbsolutePositionModel;
import org.dashsweep.model.EncoderFamily;
import org.dashsweep.model.EncoderHeadForm;
import org.dashsweep.model.EncoderParts;
import org.dashsweep.model.EncoderPaths;
import org.dashsweep.model.EncoderTensors;
import org.dashsweep.model.PackedBatch;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;

/** The frozen weights of a RoBERTa encoder. */
public final class RobertaModel extends AbsolutePositionModel {
  private static final String DENSE = "classifier.dense";
  private static final String PROJECTION = "classifier.out_proj";

  private static final EncoderHeadForm HEAD =
      EncoderHeadForm.of(
          EncoderHeadForm.Module.beside(DENSE),
          EncoderHeadForm.PoolerUse.ALWAYS,
          EncoderHeadForm.Module.beside(PROJECTION));

  /**
   * The family. The encoder's own pooler and the head of pretraining are ignored, as Hugging Face's
   * {@code RobertaForSequenceClassification} does.
   */
  public static final EncoderFamily<RobertaConfig, RobertaModel> FAMILY =
      new EncoderFamily<>(
          RobertaConfig.MODEL_TYPES,
          List.of(DENSE, PROJECTION),
          new EncoderPaths("roberta.", "encoder.layer."),
          RobertaConfig::read,
          RobertaModel::read,
          RobertaModel::new);

  private final RobertaConfig config;

  private RobertaModel(EncoderTensors tensors, RobertaConfig config) {
    super(tensors);
    this.config = config;
  }

  private static void read(EncoderParts parts, RobertaConfig config) {
    read(parts, config, config.positionRows());
    parts.readHead(HEAD);
  }

  @Override
  protected Tensor positions(TensorScope work, PackedBatch batch) {
    return batch.positionsBehind(config.paddingToken(), work);
  }
}
