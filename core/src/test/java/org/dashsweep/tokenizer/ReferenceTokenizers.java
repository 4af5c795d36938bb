package org.dashsweep.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.StreamSupport;

/** The small tokenizers under resources, and what the software they come from makes of texts. */
public final class ReferenceTokenizers {
  public static final String LLAMA = "llama-sentencepiece";
  public static final String LLAMA3 = "llama3-bpe";
  public static final String QWEN2 = "qwen2-bpe";
  public static final String DEBERTA = "deberta-v3-sentencepiece";
  public static final String ROBERTA = "roberta-bpe";

  private static final ObjectMapper JSON = new ObjectMapper();

  private ReferenceTokenizers() {}

  static Path directory(String name) {
    try {
      return Path.of(
          Objects.requireNonNull(ReferenceTokenizers.class.getResource(name), name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  public static TextTokenizer open(String name) {
    return TextTokenizer.read(directory(name));
  }

  static JsonNode json(String name, String file) throws IOException {
    return JSON.readTree(directory(name).resolve(file).toFile());
  }

  /** Copies a tokenizer, with other values in its configuration and other files beside it. */
  static void copy(String name, Path target, JsonNode configuration, JsonNode files)
      throws IOException {
    for (Map.Entry<String, JsonNode> file : files.properties()) {
      Files.writeString(target.resolve(file.getKey()), file.getValue().toString());
    }
    for (String file :
        List.of("tokenizer.json", "tokenizer.model", "spm.model", "vocab.json", "merges.txt")) {
      Path source = directory(name).resolve(file);
      if (Files.exists(source)) {
        Files.copy(source, target.resolve(file));
      }
    }
    Files.writeString(
        target.resolve("tokenizer_config.json"),
        JSON.readerForUpdating(json(name, "tokenizer_config.json"))
            .readTree(configuration.toString())
            .toString());
  }

  public static int[] ints(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).mapToInt(JsonNode::asInt).toArray();
  }

  static Segments segments(JsonNode each) {
    return new Segments(each.path("text").asText(), each.path("pair").textValue());
  }
}
