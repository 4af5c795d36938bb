package org.dashsweep.source.gguf;

import org.dashsweep.tokenizer.TokenizerFiles;
import org.dashsweep.weights.gguf.GgufMetadata;

/**
 * The tokenizer in a GGUF file's metadata. It becomes the files that Hugging Face's libraries have,
 * such that ids equal those of llama.cpp's {@code llama_tokenize} with special tokens added and
 * recognised.
 */
public final class GgufTokenizer {
  private static final String MODEL = "tokenizer.ggml.model";

  private GgufTokenizer() {}

  /**
   * Makes the files of a tokenizer.
   *
   * @throws org.dashsweep.weights.CheckpointException if the metadata has none or one that is not
   *     known
   */
  public static TokenizerFiles of(GgufMetadata metadata) {
    return switch (metadata.text(MODEL)) {
      case "gpt2" -> new ByteLevelFiles(metadata).files();
      case "llama" -> new SentencePieceFiles(metadata).files();
      default ->
          throw metadata.problem(MODEL, "must be gpt2 (byte-level BPE) or llama (SentencePiece)");
    };
  }
}
