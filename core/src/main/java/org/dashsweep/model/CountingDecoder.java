package org.dashsweep.model;

import java.util.List;
import org.dashsweep.tensor.Device;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;

/** Counts the tokens that another decoder reads. Closing it closes that one. */
public final class CountingDecoder implements CausalDecoder {
  private final CausalDecoder decoder;
  private long prompts;
  private long branches;

  /** Counts from 0. */
  public CountingDecoder(CausalDecoder decoder) {
    this.decoder = decoder;
  }

  /** Returns the tokens of prompts read so far; those of a beginning count once. */
  public long promptTokens() {
    return prompts;
  }

  /** Returns the tokens of branches read so far. */
  public long branchTokens() {
    return branches;
  }

  @Override
  public Device device() {
    return decoder.device();
  }

  @Override
  public int vocabularySize() {
    return decoder.vocabularySize();
  }

  @Override
  public Cache open(int regions, int rows) {
    return new CountingCache(decoder.open(regions, rows));
  }

  @Override
  public Beginning begin(int[] tokens) {
    Beginning beginning = decoder.begin(tokens);
    prompts += tokens.length;
    return new Beginning() {
      @Override
      public Cache open(int regions, int rows) {
        return new CountingCache(beginning.open(regions, rows));
      }

      @Override
      public void close() {
        beginning.close();
      }
    };
  }

  @Override
  public TopTokens mostProbable(Tensor states, int count) {
    return decoder.mostProbable(states, count);
  }

  @Override
  public float[] logProbabilities(Tensor states, int[] after, int[] tokens) {
    return decoder.logProbabilities(states, after, tokens);
  }

  @Override
  public void close() {
    decoder.close();
  }

  private final class CountingCache implements Cache {
    private final Cache cache;

    CountingCache(Cache cache) {
      this.cache = cache;
    }

    @Override
    public Tensor read(TensorScope work, List<? extends PackedBatch.Sequence> read, int[] regions) {
      prompts += read.stream().mapToLong(prompt -> prompt.tokenIds().length).sum();
      return cache.read(work, read, regions);
    }

    @Override
    public Tensor goOn(TensorScope work, List<List<Branch>> read) {
      branches += read.stream().mapToLong(List::size).sum();
      return cache.goOn(work, read);
    }

    @Override
    public void copy(int fromRegion, int toRegion, int rows) {
      cache.copy(fromRegion, toRegion, rows);
    }

    @Override
    public void close() {
      cache.close();
    }
  }
}
