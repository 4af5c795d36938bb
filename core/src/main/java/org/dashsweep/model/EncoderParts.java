package org.dashsweep.model;

import java.util.List;
import java.util.function.Predicate;

/**
 * Takes the tensors of an encoder of BERT's form part by part, in the order of its family. One
 * implementation loads them, another only checks them against the configuration.
 */
public interface EncoderParts {
  /** Takes one of the embeddings, {@code embeddings.NAME}. */
  void readEmbedding(String name, long... shape);

  /** Takes the norm behind the embeddings. */
  void readEmbeddingNorm();

  /** Takes a tensor that all blocks share, {@code encoder.NAME}. */
  void readShared(String name, long... shape);

  /**
   * Takes all blocks.
   *
   * @param joined name of query, key and value as one
   * @param projections names of query, key and value
   * @param others further linear layers from D to D
   */
  void readBlocks(String joined, List<String> projections, List<String> others);

  /** Takes the pooler, if the checkpoint has one, from within the encoder. */
  void readPoolerOfEncoder();

  /** Takes the pooler, if the checkpoint has one, from beside the encoder. */
  void readPoolerOfHead();

  /** Takes the classifier, if the checkpoint has one, whatever its number of labels. */
  void readClassifier();

  /**
   * Refuses a checkpoint with tensors that have not been taken.
   *
   * @param ignored full names that may be there nevertheless
   * @throws ModelException naming the first of them, and its file
   */
  void requireNoOthers(Predicate<String> ignored);
}
