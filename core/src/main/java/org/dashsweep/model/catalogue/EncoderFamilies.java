package org.dashsweep.model.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.dashsweep.model.EncoderFamily;
import org.dashsweep.model.ModelException;
import org.dashsweep.model.bert.BertModel;
import org.dashsweep.model.deberta.DebertaModel;
import org.dashsweep.model.modernbert.ModernBertModel;
import org.dashsweep.model.roberta.RobertaModel;
import org.dashsweep.weights.Checkpoint;

/** The families of encoders that classifiers are made of. To add one, list it here. */
public final class EncoderFamilies {
  private static final List<EncoderFamily<?, ?>> ALL =
      List.of(BertModel.FAMILY, DebertaModel.FAMILY, RobertaModel.FAMILY, ModernBertModel.FAMILY);

  private EncoderFamilies() {}

  /** Returns the values of {@code model_type} that are known here, sorted. */
  public static List<String> modelTypes() {
    return ALL.stream()
        .map(EncoderFamily::modelTypes)
        .flatMap(Collection::stream)
        .sorted()
        .toList();
  }

  /** Returns the family of a configuration, if it is known here. */
  public static Optional<EncoderFamily<?, ?>> find(JsonNode config) {
    String modelType = config.path("model_type").asText();
    return ALL.stream().filter(family -> family.modelTypes().contains(modelType)).findFirst();
  }

  /**
   * Returns the family of a checkpoint.
   *
   * @param config its {@code config.json}
   * @throws ModelException if it is of no family that is known here
   */
  public static EncoderFamily<?, ?> of(Checkpoint checkpoint, JsonNode config) {
    return find(config)
        .orElseThrow(
            () ->
                new ModelException(
                    checkpoint.source(),
                    String.format(
                        Locale.ROOT,
                        "has model_type \"%s\" in config.json; encoders known here are %s",
                        config.path("model_type").asText(),
                        String.join(", ", modelTypes()))));
  }

  /** Returns whether a tensor of Hugging Face's model belongs to the head of some family. */
  public static boolean isOfHead(String tensor) {
    return ALL.stream()
        .flatMap(family -> family.headModules().stream())
        .anyMatch(module -> tensor.startsWith(module + ".") || tensor.contains("." + module + "."));
  }
}
