package org.dashsweep.model;

import com.fasterxml.jackson.databind.JsonNode;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.adapter.Method;
import org.dashsweep.model.bert.TinyBert;
import org.dashsweep.model.catalogue.EncoderFamilies;
import org.dashsweep.model.deberta.TinyDeberta;
import org.dashsweep.model.modernbert.TinyModernBert;
import org.dashsweep.model.roberta.TinyRoberta;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.weights.Checkpoint;

/** Encoders of random weights and of the same sizes, of every kind of attention. */
public enum TinyEncoder {
  BERT {
    @Override
    public Checkpoint checkpoint() {
      return TinyBert.checkpoint();
    }

    @Override
    public EncoderModel load(Checkpoint checkpoint) {
      return TinyBert.load(checkpoint);
    }
  },
  DEBERTA {
    @Override
    public Checkpoint checkpoint() {
      return TinyDeberta.checkpoint(TinyDeberta.config());
    }

    @Override
    public EncoderModel load(Checkpoint checkpoint) {
      return TinyDeberta.load(checkpoint, TinyDeberta.config());
    }
  },
  DEBERTA_WITH_PROJECTIONS_OF_POSITIONS {
    @Override
    public Checkpoint checkpoint() {
      return TinyDeberta.checkpoint(TinyDeberta.otherConfig());
    }

    @Override
    public EncoderModel load(Checkpoint checkpoint) {
      return TinyDeberta.load(checkpoint, TinyDeberta.otherConfig());
    }
  },
  ROBERTA {
    @Override
    public Checkpoint checkpoint() {
      return TinyRoberta.checkpoint();
    }

    @Override
    public EncoderModel load(Checkpoint checkpoint) {
      return TinyRoberta.load(checkpoint);
    }
  },
  MODERNBERT {
    @Override
    public Checkpoint checkpoint() {
      return TinyModernBert.checkpoint(TinyModernBert.config());
    }

    @Override
    public EncoderModel load(Checkpoint checkpoint) {
      return TinyModernBert.load(checkpoint, TinyModernBert.config());
    }
  };

  /** Its weights. */
  public abstract Checkpoint checkpoint();

  /** The model with other weights; the caller closes it. */
  public abstract EncoderModel load(Checkpoint checkpoint);

  /** The outline that a plan reads. */
  public EncoderOutline outline() {
    return EncoderFamilies.of(checkpoint(), config()).outline(checkpoint(), config());
  }

  /** Its {@code config.json}. */
  private JsonNode config() {
    return switch (this) {
      case BERT -> TinyBert.config();
      case DEBERTA -> TinyDeberta.config();
      case DEBERTA_WITH_PROJECTIONS_OF_POSITIONS -> TinyDeberta.otherConfig();
      case ROBERTA -> TinyRoberta.config();
      case MODERNBERT -> TinyModernBert.config();
    };
  }

  /** The model; the caller closes it. */
  public EncoderModel load() {
    return load(checkpoint());
  }

  /** A classifier of {@link TinyBert#LABELS}; the caller closes it. */
  public static EncoderClassifier classifier(
      EncoderModel base,
      Method method,
      Pooling pooling,
      double dropout,
      PositionAdapters positionAdapters) {
    TensorScope scope = TensorScope.open();
    AdapterSet adapters = new AdapterSet(scope);
    method.attach(adapters, base, 5);
    return base.classifier(
        scope,
        adapters,
        new ClassifierSettings(
            TinyBert.LABELS,
            pooling,
            dropout,
            dropout,
            dropout,
            method.dropout(),
            positionAdapters,
            5));
  }
}
