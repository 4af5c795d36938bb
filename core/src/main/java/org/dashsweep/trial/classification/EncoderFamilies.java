package org.dashsweep.trial.classification;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.dashsweep.model.EncoderModel;
import org.dashsweep.model.EncoderOutline;
import org.dashsweep.model.ModelException;
import org.dashsweep.model.bert.BertModel;
import org.dashsweep.model.deberta.DebertaConfig;
import org.dashsweep.model.deberta.DebertaModel;
import org.dashsweep.source.ModelSource;
import org.dashsweep.tensor.Device;
import org.dashsweep.tensor.Precision;
import org.dashsweep.weights.Checkpoint;
import org.jspecify.annotations.Nullable;

/** The families of encoders that classifiers are made of. To add one, list it here. */
public final class EncoderFamilies {
  /** By the {@code model_type} of their configuration. */
  private static final Map<String, Family> BY_MODEL_TYPE =
      new TreeMap<>(
          Map.of(
              "bert",
              new Family(BertModel::load, BertModel::outline),
              DebertaConfig.MODEL_TYPE,
              new Family(DebertaModel::load, DebertaModel::outline)));

  private EncoderFamilies() {}

  private record Family(Loader loader, Outliner outliner) {}

  /** Reads a checkpoint of a family. */
  @FunctionalInterface
  private interface Loader {
    EncoderModel load(Checkpoint checkpoint, JsonNode config, Precision precision, Device device);
  }

  /** Holds a checkpoint of a family against its configuration. */
  @FunctionalInterface
  private interface Outliner {
    EncoderOutline outline(Checkpoint checkpoint, JsonNode config);
  }

  /**
   * Loads an encoder of whatever family it is.
   *
   * @param precision of its linear layers
   * @param device where it is to lie
   * @throws ModelException if it is of no family that is known here
   */
  public static EncoderModel load(ModelSource source, Precision precision, Device device) {
    return family(source).loader().load(source.checkpoint(), source.config(), precision, device);
  }

  /**
   * The shape of an encoder, checked as {@link #load} does, without loading it.
   *
   * @throws ModelException if it is of no family that is known here, or its tensors do not fit its
   *     configuration
   */
  static EncoderOutline outline(ModelSource source) {
    return family(source).outliner().outline(source.checkpoint(), source.config());
  }

  private static Family family(ModelSource source) {
    String modelType = source.config().path("model_type").asText();
    @Nullable Family family = BY_MODEL_TYPE.get(modelType);
    if (family == null) {
      throw new ModelException(
          source.checkpoint().source(),
          String.format(
              Locale.ROOT,
              "has model_type \"%s\" in config.json; encoders known here are %s",
              modelType,
              String.join(", ", BY_MODEL_TYPE.keySet())));
    }
    return family;
  }
}
