package org.dashsweep.benchmark;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.dashsweep.weights.ElementType;
import org.dashsweep.weights.StoredTensor;
import org.dashsweep.weights.safetensors.SafetensorsWriter;

/**
 * A BERT of random weights as a Hugging Face directory: D = 8, 2 blocks of 2 heads, and a tokenizer
 * that knows no word.
 */
final class TinyModelDirectory {
  static final int LONGEST = 64;

  private static final int HIDDEN = 8;
  private static final int WIDE = 16;
  private static final int BLOCKS = 2;
  private static final int VOCABULARY = 12;

  private final Random random = new Random(1);
  private final Map<String, StoredTensor> tensors = new TreeMap<>();

  private TinyModelDirectory() {}

  static Path write(Path directory) throws IOException {
    TinyModelDirectory model = new TinyModelDirectory();
    model.put("embeddings.word_embeddings.weight", VOCABULARY, HIDDEN);
    model.put("embeddings.position_embeddings.weight", LONGEST, HIDDEN);
    model.put("embeddings.token_type_embeddings.weight", 2, HIDDEN);
    model.norm("embeddings.LayerNorm");
    for (int block = 0; block < BLOCKS; block++) {
      String prefix = "encoder.layer." + block + ".";
      for (String projection : List.of("query", "key", "value")) {
        model.linear(prefix + "attention.self." + projection, HIDDEN, HIDDEN);
      }
      model.linear(prefix + "attention.output.dense", HIDDEN, HIDDEN);
      model.norm(prefix + "attention.output.LayerNorm");
      model.linear(prefix + "intermediate.dense", WIDE, HIDDEN);
      model.linear(prefix + "output.dense", HIDDEN, WIDE);
      model.norm(prefix + "output.LayerNorm");
    }
    SafetensorsWriter.write(directory.resolve("model.safetensors"), model.tensors, Map.of());
    Files.writeString(
        directory.resolve("config.json"),
        """
        {"model_type": "bert", "hidden_act": "gelu", "hidden_size": %d, "num_hidden_layers": %d,
         "num_attention_heads": 2, "intermediate_size": %d, "vocab_size": %d,
         "max_position_embeddings": %d, "type_vocab_size": 2, "layer_norm_eps": 1e-12,
         "hidden_dropout_prob": 0.1, "attention_probs_dropout_prob": 0.2}
        """
            .formatted(HIDDEN, BLOCKS, WIDE, VOCABULARY, LONGEST));
    Files.writeString(
        directory.resolve("tokenizer.json"),
        """
        {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [],
         "normalizer": null, "pre_tokenizer": {"type": "Whitespace"}, "post_processor": null,
         "decoder": null,
         "model": {"type": "WordLevel", "vocab": {"[UNK]": 1}, "unk_token": "[UNK]"}}
        """);
    return directory;
  }

  private void linear(String name, int outputs, int inputs) {
    put(name + ".weight", outputs, inputs);
    put(name + ".bias", outputs);
  }

  private void norm(String name) {
    put(name + ".weight", HIDDEN);
    put(name + ".bias", HIDDEN);
  }

  private void put(String name, long... shape) {
    int elements = 1;
    for (long size : shape) {
      elements *= (int) size;
    }
    ByteBuffer bytes = ByteBuffer.allocate(elements * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < elements; i++) {
      bytes.putFloat((float) random.nextGaussian(0, 0.1));
    }
    bytes.flip();
    tensors.put(
        name, new StoredTensor(ElementType.FLOAT32, Arrays.stream(shape).boxed().toList(), bytes));
  }
}
