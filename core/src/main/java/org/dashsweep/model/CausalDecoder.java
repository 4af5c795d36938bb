package org.dashsweep.model;

import java.util.List;
import org.dashsweep.tensor.Device;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;

/**
 * A causal language model that reads prompts once, then any number of branches that continue them.
 * It has no dropout and no gradients. It is confined to one thread; its maker closes it.
 */
public interface CausalDecoder extends AutoCloseable {
  /** Returns the device that it computes on. */
  Device device();

  /** V: tokens are below it. */
  int vocabularySize();

  /**
   * Makes room for prompts and branches.
   *
   * @param regions prompts at once
   * @param rows of a region: tokens of a prompt and of all its branches
   */
  Cache open(int regions, int rows);

  /**
   * Reads tokens with which several prompts begin, once for all of them.
   *
   * @param tokens at least 1
   */
  Beginning begin(int[] tokens);

  /**
   * Returns the most probable next tokens.
   *
   * @param states (M, D), as a cache gives them
   * @param count of tokens for each; at most the vocabulary
   */
  TopTokens mostProbable(Tensor states, int count);

  /**
   * Returns the natural logarithms of the probabilities of given next tokens.
   *
   * @param states (M, D), as a cache gives them
   * @param after for each token the index of the state after which it may come
   * @param tokens as many
   */
  float[] logProbabilities(Tensor states, int[] after, int[] tokens);

  @Override
  void close();

  /**
   * Tokens before the prompts of its caches, with their keys and values. It holds as long as the
   * adapters stay as they are. Its opener closes it, after its caches.
   */
  interface Beginning extends AutoCloseable {
    /**
     * Makes room for what follows. Prompts and branches are then without the beginning's tokens,
     * and their positions count from behind it.
     *
     * @param regions prompts at once
     * @param rows of a region: tokens of a prompt's rest and of all its branches
     */
    Cache open(int regions, int rows);

    @Override
    void close();
  }

  /**
   * The keys and values of the tokens that the model has read. It has a region for each prompt, and
   * a row of the region for each token of the prompt and of its branches. Its opener closes it.
   */
  interface Cache extends AutoCloseable {
    /**
     * Reads prompts, over what was in their regions.
     *
     * @param work owns the result
     * @param regions one for each prompt
     * @return the states after the prompts' last tokens, (B, D)
     */
    Tensor read(TensorScope work, List<? extends PackedBatch.Sequence> prompts, int[] regions);

    /**
     * Reads tokens, each behind the ones before it, which have been read or come before it in its
     * list.
     *
     * @param work owns the result
     * @param branches for each of the first regions the tokens to read
     * @return the states after all these tokens, in their order, (N, D)
     */
    Tensor goOn(TensorScope work, List<List<Branch>> branches);

    /**
     * Copies the first rows of one region to another.
     *
     * @param rows how many
     */
    void copy(int fromRegion, int toRegion, int rows);

    @Override
    void close();
  }
}
