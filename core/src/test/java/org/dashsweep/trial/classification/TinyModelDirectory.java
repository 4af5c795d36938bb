package org.dashsweep.trial.classification;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.dashsweep.model.bert.TinyBert;
import org.dashsweep.weights.Checkpoint;
import org.dashsweep.weights.safetensors.SafetensorsWriter;

/** Writes a tiny BERT as Hugging Face's libraries would save it, with a tokenizer of letters. */
final class TinyModelDirectory {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> SPECIAL = List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]");

  private TinyModelDirectory() {}

  static void write(Path directory) throws IOException {
    int size = vocabulary().size();
    write(directory, TinyBert.checkpoint(size), TinyBert.config(size));
  }

  /** Writes an encoder of any family whose words are as many as the tokenizer's, or more. */
  static void write(Path directory, Checkpoint checkpoint, JsonNode config) throws IOException {
    SafetensorsWriter.write(
        directory.resolve("model.safetensors"), checkpoint.tensors(), checkpoint.metadata());
    JSON.writeValue(directory.resolve("config.json").toFile(), config);
    Files.writeString(directory.resolve("tokenizer.json"), tokenizer(vocabulary()).toString());
  }

  private static List<String> vocabulary() {
    return Stream.of(SPECIAL.stream(), letters(""), letters("##")).flatMap(words -> words).toList();
  }

  private static Stream<String> letters(String prefix) {
    return "abcdefghijklmnopqrstuvwxyz".chars().mapToObj(letter -> prefix + (char) letter);
  }

  private static ObjectNode tokenizer(List<String> vocabulary) throws IOException {
    ObjectNode tokenizer =
        (ObjectNode)
            JSON.readTree(
                """
                {
                  "version": "1.0",
                  "normalizer": {"type": "Lowercase"},
                  "pre_tokenizer": {"type": "BertPreTokenizer"},
                  "post_processor": {
                    "type": "BertProcessing", "sep": ["[SEP]", 3], "cls": ["[CLS]", 2]
                  },
                  "decoder": null,
                  "model": {
                    "type": "WordPiece",
                    "unk_token": "[UNK]",
                    "continuing_subword_prefix": "##",
                    "max_input_chars_per_word": 100
                  }
                }
                """);
    ObjectNode ids = ((ObjectNode) tokenizer.path("model")).putObject("vocab");
    for (int id = 0; id < vocabulary.size(); id++) {
      ids.put(vocabulary.get(id), id);
    }
    var added = tokenizer.putArray("added_tokens");
    for (int id = 0; id < SPECIAL.size(); id++) {
      added
          .addObject()
          .put("id", id)
          .put("content", SPECIAL.get(id))
          .put("single_word", false)
          .put("lstrip", false)
          .put("rstrip", false)
          .put("normalized", false)
          .put("special", true);
    }
    return tokenizer;
  }
}
