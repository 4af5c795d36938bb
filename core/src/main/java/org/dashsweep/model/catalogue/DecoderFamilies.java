package org.dashsweep.model.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dashsweep.model.ConfigReader;
import org.dashsweep.model.decoder.DecoderConfig;
import org.dashsweep.model.llama.LlamaConfig;
import org.dashsweep.model.mistral.MistralConfig;
import org.dashsweep.model.qwen2.Qwen2Config;
import org.dashsweep.model.qwen3.Qwen3Config;
import org.jspecify.annotations.Nullable;

/** The families of decoders. To add one, list it here. */
public final class DecoderFamilies {
  /** By the {@code model_type} of their configuration. */
  private static final SortedMap<String, Family> BY_MODEL_TYPE =
      new TreeMap<>(
          Map.of(
              LlamaConfig.MODEL_TYPE, LlamaConfig::read,
              MistralConfig.MODEL_TYPE, MistralConfig::read,
              Qwen2Config.MODEL_TYPE, Qwen2Config::read,
              Qwen3Config.MODEL_TYPE, Qwen3Config::read));

  private static final String KEY = "model_type";

  private DecoderFamilies() {}

  /** Reads a configuration of a family. */
  @FunctionalInterface
  private interface Family {
    DecoderConfig read(String source, JsonNode config);
  }

  /**
   * Reads the {@code config.json} of a decoder of whatever family it is.
   *
   * @param source named in messages
   * @throws org.dashsweep.model.ModelException if it is of no family that is known here, or a value
   *     is missing, of the wrong kind or not supported
   */
  public static DecoderConfig read(String source, JsonNode config) {
    @Nullable Family family = BY_MODEL_TYPE.get(config.path(KEY).asText());
    if (family == null) {
      throw new ConfigReader(source, config)
          .problem(
              KEY,
              String.format(Locale.ROOT, "must be one of %s", String.join(", ", modelTypes())));
    }
    return family.read(source, config);
  }

  /** Returns the known values of {@code model_type}, in alphabetical order. */
  public static List<String> modelTypes() {
    return List.copyOf(BY_MODEL_TYPE.keySet());
  }
}
