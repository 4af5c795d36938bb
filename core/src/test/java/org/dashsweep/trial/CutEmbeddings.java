package org.dashsweep.trial;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.TreeMap;
import org.dashsweep.weights.StoredTensor;
import org.dashsweep.weights.huggingface.HuggingFaceDirectory;
import org.dashsweep.weights.safetensors.SafetensorsWriter;

/** Leaves a model's directory with fewer embeddings than its tokenizer makes use of. */
public final class CutEmbeddings {
  private CutEmbeddings() {}

  /**
   * Keeps the first rows.
   *
   * @param key of {@code config.json} that says how many there are
   * @param tensors of which to keep them
   */
  public static void to(Path directory, String key, int rows, String... tensors)
      throws IOException {
    HuggingFaceDirectory whole = HuggingFaceDirectory.read(directory);
    TreeMap<String, StoredTensor> cut = new TreeMap<>(whole.checkpoint().tensors());
    for (String name : tensors) {
      StoredTensor tensor = whole.checkpoint().tensor(name);
      List<Long> shape = List.of((long) rows, tensor.shape().get(1));
      ByteBuffer bytes = tensor.bytes().slice(0, (int) tensor.type().bytes(shape));
      cut.put(name, new StoredTensor(tensor.type(), shape, bytes));
    }
    Path written = directory.resolve("cut");
    SafetensorsWriter.write(written, cut, whole.checkpoint().metadata());
    Files.move(
        written,
        directory.resolve("model.safetensors"),
        StandardCopyOption.REPLACE_EXISTING,
        StandardCopyOption.ATOMIC_MOVE);
    ObjectNode config = whole.config().deepCopy();
    new ObjectMapper().writeValue(directory.resolve("config.json").toFile(), config.put(key, rows));
  }
}
