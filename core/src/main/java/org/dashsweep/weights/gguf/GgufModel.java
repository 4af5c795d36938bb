package org.dashsweep.weights.gguf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dashsweep.file.Json;
import org.dashsweep.weights.Checkpoint;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.StoredTensor;
import org.dashsweep.weights.huggingface.ModelFiles;
import org.jspecify.annotations.Nullable;

/**
 * A model in a GGUF file, in Hugging Face's terms. Names and the order of rows are those of {@code
 * convert_hf_to_gguf.py} of llama.cpp, taken back. Quantized weights are float32 numbers, decoded
 * whenever they are read.
 *
 * @param metadata of the file, the tokenizer's among it
 * @param config what {@code config.json} would say
 * @param checkpoint the weights by Hugging Face's names
 */
public record GgufModel(GgufMetadata metadata, JsonNode config, Checkpoint checkpoint) {
  private static final String TOKENS = "tokenizer.ggml.tokens";
  private static final String EMBEDDINGS = "token_embd.weight";
  private static final String HEAD = "output.weight";

  /**
   * Reads a model.
   *
   * @throws CheckpointException if the file is not valid, not whole or of an architecture that is
   *     not known
   */
  public static GgufModel read(Path path) {
    GgufFile file = GgufFile.read(path);
    requireModel(file.metadata());
    GgufArchitecture architecture = GgufArchitecture.of(file.metadata());
    DecoderShape shape = DecoderShape.read(file.metadata(), architecture.architecture());
    Reading reading = new Reading(file, architecture, shape);
    JsonNode config = reading.config();
    return new GgufModel(file.metadata(), config, reading.checkpoint());
  }

  /**
   * Returns the file that a model is in: itself, or the only one in a directory without weights in
   * Hugging Face's formats.
   *
   * @param path of a file or directory
   * @throws CheckpointException if a directory holds several
   */
  public static Optional<Path> fileOf(Path path) {
    if (!Files.isDirectory(path)) {
      return Optional.of(path).filter(file -> ModelFiles.isGguf(file.toString()));
    }
    try (Stream<Path> files = Files.list(path)) {
      Set<String> names =
          files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
      return ModelFiles.gguf(path.toString(), names).map(path::resolve);
    } catch (IOException e) {
      throw new CheckpointException(path.toString(), "cannot be read: " + e.getMessage(), e);
    }
  }

  private static void requireModel(GgufMetadata metadata) {
    String parts = "split.count";
    if (metadata.count(parts).orElse(1) > 1) {
      throw metadata.problem(
          parts, "must be 1: join the parts with llama-gguf-split --merge FIRST OUT");
    }
    String type = "general.type";
    if (!metadata.text(type, "model").equals("model")) {
      throw metadata.problem(type, "must be model");
    }
  }

  /** One file on its way to a model. */
  private record Reading(GgufFile file, GgufArchitecture architecture, DecoderShape shape) {
    JsonNode config() {
      GgufMetadata metadata = file.metadata();
      String prefix = architecture.architecture() + ".";
      String experts = prefix + "expert_count";
      if (metadata.count(experts).orElse(0) > 0) {
        throw metadata.problem(experts, "must be 0: mixtures of experts are not supported");
      }
      ObjectNode config = Json.MAPPER.createObjectNode();
      config.putArray("architectures").add(architecture.modelClass());
      config
          .put("model_type", architecture.modelType())
          .put("hidden_act", "silu")
          .put("attention_bias", false)
          .put("mlp_bias", false)
          .put("hidden_size", shape.embedding())
          .put("intermediate_size", shape.feedForward())
          .put("num_hidden_layers", shape.blocks())
          .put("num_attention_heads", shape.heads())
          .put("num_key_value_heads", shape.keyValueHeads())
          .put("head_dim", shape.headWidth())
          .put("max_position_embeddings", metadata.positive(prefix + "context_length"))
          .put("rms_norm_eps", metadata.positiveNumber(prefix + "attention.layer_norm_rms_epsilon"))
          .put("tie_word_embeddings", !file.tensors().containsKey(HEAD))
          .put("vocab_size", vocabulary());
      config.set(
          "rope_parameters",
          new RopeScaling(metadata, architecture.architecture(), shape.headWidth())
              .parameters(file.tensors().get(RopeScaling.DIVISORS)));
      tokens(config);
      return config;
    }

    private int vocabulary() {
      GgufMetadata metadata = file.metadata();
      int rows = Math.toIntExact(tensor(EMBEDDINGS).shape().get(0));
      String key = architecture.architecture() + ".vocab_size";
      if (metadata.positive(key, rows) != rows) {
        throw metadata.problem(
            key, String.format(Locale.ROOT, "must be %d, the rows of %s", rows, EMBEDDINGS));
      }
      if (metadata.has(TOKENS) && metadata.texts(TOKENS).size() > rows) {
        throw metadata.problem(
            TOKENS,
            String.format(Locale.ROOT, "must be at most %d, the rows of %s", rows, EMBEDDINGS));
      }
      return rows;
    }

    /** A file may name several tokens that end a text: of a sequence, a turn, a message. */
    private void tokens(ObjectNode config) {
      GgufMetadata metadata = file.metadata();
      metadata.count("tokenizer.ggml.bos_token_id").ifPresent(id -> config.put("bos_token_id", id));
      metadata
          .count("tokenizer.ggml.padding_token_id")
          .ifPresent(id -> config.put("pad_token_id", id));
      Set<Integer> ends = new HashSet<>();
      ArrayNode list = Json.MAPPER.createArrayNode();
      Stream.of("eos", "eot", "eom")
          .flatMapToInt(role -> metadata.count("tokenizer.ggml." + role + "_token_id").stream())
          .filter(ends::add)
          .forEach(list::add);
      if (!list.isEmpty()) {
        config.set("eos_token_id", list.size() == 1 ? list.get(0) : list);
      }
    }

    Checkpoint checkpoint() {
      SortedMap<String, StoredTensor> tensors = new TreeMap<>();
      Set<String> used = new HashSet<>(Set.of(RopeScaling.DIVISORS));
      long embedding = shape.embedding();
      List<Long> words = List.of((long) vocabulary(), embedding);
      add(tensors, used, EMBEDDINGS, "model.embed_tokens.weight", words, RowOrder.SAME);
      for (int block = 0; block < shape.blocks(); block++) {
        for (DecoderPart part : architecture.parts()) {
          add(
              tensors,
              used,
              "blk." + block + "." + part.gguf(),
              "model.layers." + block + "." + part.huggingFace(),
              part.size().apply(shape),
              part.order().apply(shape));
        }
      }
      add(
          tensors,
          used,
          "output_norm.weight",
          "model.norm.weight",
          words.subList(1, 2),
          RowOrder.SAME);
      if (file.tensors().containsKey(HEAD)) {
        add(tensors, used, HEAD, "lm_head.weight", words, RowOrder.SAME);
      }
      for (String name : file.tensors().keySet()) {
        if (!used.contains(name)) {
          throw problem(
              String.format(
                  Locale.ROOT,
                  "holds the tensor %s, for which the architecture %s of %d blocks has no place",
                  name,
                  architecture.architecture(),
                  shape.blocks()));
        }
      }
      return new Checkpoint(file.metadata().file(), tensors, Map.of());
    }

    private void add(
        SortedMap<String, StoredTensor> tensors,
        Set<String> used,
        String gguf,
        String huggingFace,
        List<Long> expected,
        RowOrder order) {
      GgufTensor tensor = tensor(gguf);
      if (!tensor.shape().equals(expected)) {
        throw problem(
            String.format(
                Locale.ROOT,
                "has the tensor %s of shape %s where its metadata asks for %s",
                gguf,
                tensor.shape(),
                expected));
      }
      tensors.put(huggingFace, new DecodedTensor(file.metadata().file(), tensor, order).stored());
      used.add(gguf);
    }

    private GgufTensor tensor(String name) {
      @Nullable GgufTensor tensor = file.tensors().get(name);
      if (tensor == null) {
        throw problem("holds no tensor " + name);
      }
      return tensor;
    }

    private CheckpointException problem(String problem) {
      return new CheckpointException(file.metadata().file(), problem);
    }
  }
}
