package org.dashsweep.model;

import java.util.function.Predicate;

/**
 * Takes the tensors of an encoder part by part, in the order of its family. One implementation
 * loads them, another only checks them against the configuration.
 */
public interface EncoderParts {
  /** Takes one of the embeddings, {@code embeddings.NAME}. */
  default void readEmbedding(String name, long... shape) {
    readEmbedding(name, name, shape);
  }

  /**
   * Takes one of the embeddings.
   *
   * @param key what TorchScript calls it
   * @param name in the checkpoint, behind {@code embeddings.}
   */
  void readEmbedding(String key, String name, long... shape);

  /**
   * Takes the norm behind the embeddings, {@code LayerNorm} in TorchScript.
   *
   * @param name in the checkpoint, behind {@code embeddings.}
   */
  void readEmbeddingNorm(String name, Bias bias);

  /** Takes a tensor that all blocks share, {@code encoder.NAME}. */
  void readShared(String name, long... shape);

  /** Takes a block. Blocks are taken in their order. */
  void readBlock(EncoderBlock block);

  /**
   * Takes the modules of the head, as far as the checkpoint has them; the classifier whatever its
   * number of labels.
   */
  void readHead(EncoderHeadForm form);

  /**
   * Refuses a checkpoint with tensors that have not been taken.
   *
   * @param ignored full names that may be there nevertheless
   * @throws ModelException naming the first of them, and its file
   */
  void requireNoOthers(Predicate<String> ignored);
}
