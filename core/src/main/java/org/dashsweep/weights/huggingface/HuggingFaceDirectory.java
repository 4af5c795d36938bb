package org.dashsweep.weights.huggingface;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.dashsweep.weights.AbsentWeightsException;
import org.dashsweep.weights.Checkpoint;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.pytorch.PyTorchReader;
import org.dashsweep.weights.safetensors.SafetensorsReader;

/**
 * A model as Hugging Face's {@code save_pretrained} writes it: {@code config.json} and the weights.
 * The weights are in {@code model.safetensors} or, in older models, {@code pytorch_model.bin}.
 * Either kind may be in shards that an index beside them names.
 *
 * @param directory its location
 * @param config the parsed {@code config.json}
 * @param checkpoint the weights by today's names, mapped: see {@link SafetensorsReader} and {@link
 *     PyTorchReader}
 */
public record HuggingFaceDirectory(Path directory, JsonNode config, Checkpoint checkpoint) {
  private static final String CONFIG = "config.json";

  /**
   * Reads a directory. Of several kinds of weights the first is read, in transformers' order:
   * {@code model.safetensors}, its index, {@code pytorch_model.bin}, its index.
   *
   * @throws CheckpointException if a file is missing, is not valid, or index and shards do not
   *     agree
   */
  public static HuggingFaceDirectory read(Path directory) {
    if (!Files.isDirectory(directory)) {
      throw new CheckpointException(
          directory.toString(), "is not a directory; name the one that holds " + CONFIG);
    }
    JsonNode config = config(directory);
    return new HuggingFaceDirectory(directory, config, FormerNames.renewed(weights(directory)));
  }

  /**
   * Returns the configuration in a directory, whether or not its weights are there.
   *
   * @throws CheckpointException if it is missing or is not valid
   */
  public static JsonNode config(Path directory) {
    return JsonFile.readObject(directory.resolve(CONFIG));
  }

  private static Checkpoint weights(Path directory) {
    for (WeightFormat format : WeightFormat.values()) {
      Path single = directory.resolve(format.singleFile());
      if (Files.exists(single)) {
        return format.read(single);
      }
      Path index = directory.resolve(format.index());
      if (Files.exists(index)) {
        return new ShardIndex(directory, index.toString(), format).read(JsonFile.readObject(index));
      }
    }
    throw new AbsentWeightsException(
        directory.toString(),
        "holds no weights: none of "
            + Arrays.stream(WeightFormat.values())
                .map(format -> format.singleFile() + ", " + format.index())
                .collect(Collectors.joining(", ")));
  }
}
