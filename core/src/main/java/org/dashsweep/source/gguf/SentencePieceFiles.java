package org.dashsweep.source.gguf;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.dashsweep.file.Json;
import org.dashsweep.tokenizer.SentencePieceModelWriter;
import org.dashsweep.tokenizer.TokenizerFiles;
import org.dashsweep.weights.gguf.GgufMetadata;

/** A SentencePiece vocabulary with scores as a {@code tokenizer.model}. */
final class SentencePieceFiles {
  private static final String TOKENS = "tokenizer.ggml.tokens";

  private final GgufMetadata metadata;
  private final GgufVocabulary vocabulary;
  private final float[] scores;

  SentencePieceFiles(GgufMetadata metadata) {
    this.metadata = metadata;
    this.vocabulary = new GgufVocabulary(metadata);
    this.scores = metadata.floats("tokenizer.ggml.scores", vocabulary.tokens().size());
  }

  TokenizerFiles files() {
    for (int value = 0; value < 256; value++) {
      String text = String.format(Locale.ROOT, "<0x%02X>", value);
      if (!vocabulary.has(text)) {
        throw metadata.problem(
            TOKENS, String.format(Locale.ROOT, "must have %s for what has no token", text));
      }
    }
    List<SentencePieceModelWriter.Piece> pieces = new ArrayList<>();
    for (int id = 0; id < vocabulary.tokens().size(); id++) {
      pieces.add(
          new SentencePieceModelWriter.Piece(vocabulary.token(id), scores[id], pieceType(id)));
    }
    boolean space = metadata.flag("tokenizer.ggml.add_space_prefix", true);
    try {
      return TokenizerFiles.ofSentencePiece(
          metadata.file(),
          space
              ? SentencePieceModelWriter.bytesWithPrefix(pieces)
              : SentencePieceModelWriter.bytesWithoutPrefix(pieces),
          Json.MAPPER.writeValueAsBytes(config()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A tree of JSON can be written", e);
    }
  }

  /** llama.cpp merges to tokens of every other type alike. */
  private int pieceType(int id) {
    return switch (vocabulary.type(id)) {
      case GgufVocabulary.UNKNOWN, GgufVocabulary.CONTROL, GgufVocabulary.BYTE ->
          vocabulary.type(id);
      default -> GgufVocabulary.NORMAL;
    };
  }

  private ObjectNode config() {
    ObjectNode config =
        vocabulary
            .config("LlamaTokenizer")
            .put("legacy", true)
            .put("add_bos_token", vocabulary.around("bos", true).isPresent())
            .put("add_eos_token", vocabulary.around("eos", false).isPresent());
    ObjectNode added = config.putObject("added_tokens_decoder");
    for (int id = 0; id < vocabulary.tokens().size(); id++) {
      if (vocabulary.isAdded(id)) {
        added.set(Integer.toString(id), vocabulary.added(id));
      }
    }
    return config;
  }
}
