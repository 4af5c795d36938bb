package org.dashsweep.model.decoder;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.dashsweep.adapter.AdapterFootprint;
import org.dashsweep.adapter.LinearLayer;
import org.dashsweep.adapter.Method;
import org.dashsweep.adapter.TrainedBase;
import org.dashsweep.model.Activations;
import org.dashsweep.model.TrainingMemory;
import org.dashsweep.tensor.Precision;

/**
 * The bytes that a decoder with adapters takes, computed from its shape alone. It counts what
 * {@link DecoderModel} holds and what autograd keeps of {@code decoder.py} and {@code linear.py},
 * operation by operation. The process itself and an allocator's reserve are not included.
 *
 * <p>Products in float32 go through oneDNN, as on CPUs: that keeps a copy of each product's input
 * and of its result. In bfloat16 nothing of a frozen product is kept.
 */
public final class DecoderMemory {
  private static final long FLOAT = Float.BYTES;

  /** The share of low-rank methods' reserve of the heap that others were measured to take. */
  private static final double OTHERS_RESERVE = 0.8;

  /** The same where products round their inputs. */
  private static final double OTHERS_ROUNDED_RESERVE = 0.66;

  private final DecoderConfig config;
  private final Precision precision;
  private final double dropout;
  private final List<LinearLayer> layers;
  private final Map<LinearLayer, AdapterFootprint> adapters;
  private final TrainedBase trainedBase;
  private final boolean alone;
  private final long learned;
  private final long hidden;
  private final long queries;
  private final long keys;
  private final long wide;

  /**
   * The memory of one method on one base.
   *
   * @param precision of the linear layers and of the head
   * @throws IllegalArgumentException if the method names layers that the model does not have
   */
  public DecoderMemory(DecoderConfig config, Precision precision, Method method) {
    this.config = config;
    this.precision = precision;
    this.dropout = method.dropout();
    this.trainedBase = method.trainedBase();
    this.alone = method.multipliesAlone();
    this.learned = method.prefixTokens();
    this.layers = config.linearLayers();
    this.adapters = method.footprints(layers);
    this.hidden = config.hiddenSize();
    this.queries = (long) config.heads() * config.headWidth();
    this.keys = (long) config.keyValueHeads() * config.headWidth();
    this.wide = config.intermediateSize();
  }

  /** Returns the frozen weights as they are kept; embeddings and norms in float32. */
  public long base() {
    long weight = precision.bytes();
    long embeddings = hidden * config.vocabularySize();
    long linear = layers.stream().mapToLong(l -> (long) l.outputs() * l.inputs()).sum();
    long biases =
        layers.stream()
            .filter(layer -> config.attention().biases().has(layer.module()))
            .mapToLong(LinearLayer::outputs)
            .sum();
    long ofHeads = (long) config.headNorms().size() * config.headWidth() * config.blocks();
    long norms = hidden * (2L * config.blocks() + 1) + ofHeads + config.headWidth() / 2;
    long head = config.tiedEmbeddings() ? 0 : embeddings * weight;
    return FLOAT * (embeddings + norms) + weight * (linear + biases) + head;
  }

  /**
   * Returns the bytes of the trained tensors. Their gradients, each of the two moments and a copy
   * of them take as much again.
   */
  public long trained() {
    return FLOAT * sum(AdapterFootprint::trained) + trainedBase();
  }

  /** Returns the bytes of the trial's own copy of what trains of the base. */
  private long trainedBase() {
    if (trainedBase != TrainedBase.ALL) {
      return 0;
    }
    long embeddings = hidden * config.vocabularySize();
    long linear = layers.stream().mapToLong(l -> (long) l.outputs() * l.inputs()).sum();
    long norms = hidden * (2L * config.blocks() + 1);
    return FLOAT * (linear + norms + embeddings * (config.tiedEmbeddings() ? 1 : 2));
  }

  /** Returns the bytes of the tensors that the method adds and does not train. */
  public long frozen() {
    return FLOAT * sum(AdapterFootprint::frozen);
  }

  /** Returns the singular vectors of the adapted matrices, kept for all trials of the base. */
  public long singularVectors() {
    return FLOAT * sum(AdapterFootprint::decomposed);
  }

  /** Returns the singular vectors of all matrices that change, which change rates are read from. */
  public long singularVectorsOfChanges() {
    Collection<LinearLayer> changed = trainedBase == TrainedBase.ALL ? layers : adapters.keySet();
    return FLOAT * changed.stream().mapToLong(AdapterFootprint::singularVectors).sum();
  }

  private long sum(ToLongFunction<AdapterFootprint> part) {
    return adapters.values().stream().mapToLong(part).sum();
  }

  /**
   * A forward and backward pass.
   *
   * @param examples B
   * @param tokens N, each of which predicts one
   * @param longest T
   */
  public record Pass(long examples, long tokens, long longest) {}

  /** Returns the most that a pass takes on a CPU beside all of the above. */
  public long activations(Pass pass, TrainingMemory memory) {
    return window(pass) + activations(pass.tokens(), block(pass.tokens(), sequences(pass)), memory);
  }

  /**
   * Returns the most that a pass takes on a GPU beside all of the above, but for singular vectors.
   */
  public long gpuActivations(Pass pass, TrainingMemory memory) {
    return window(pass) + activations(pass.tokens(), block(pass.tokens(), rectangle(pass)), memory);
  }

  /** Returns the bytes of what says which tokens a window hides, for all blocks together. */
  private long window(Pass pass) {
    int seen = Math.toIntExact(pass.longest() + learned);
    boolean narrows = config.attention().window().narrows(seen);
    return narrows ? FLOAT * pass.longest() * pass.longest() : 0;
  }

  private long activations(long tokens, long block, TrainingMemory memory) {
    long states = FLOAT * tokens * hidden;
    long inputs = (config.blocks() + 1L) * states;
    // The gradients at the states and, of the last block's feed-forward layer, at what is as wide.
    long backward = FLOAT * tokens * (2 * hidden + 2 * wide);
    return memory.activations() == Activations.RECOMPUTED
        ? inputs + Math.max(block + backward, head(tokens, memory))
        : inputs + config.blocks() * block + Math.max(backward, head(tokens, memory));
  }

  /**
   * Returns the bytes that the heap of a CPU's process holds in a trial beyond its tensors. They
   * are freed blocks that are kept, and gaps between others; products that round their inputs leave
   * more gaps. The formula is fitted to trials of widths 256 and 512 with 6 blocks: of low-rank
   * methods, and of others, which leave fewer gaps. It is zero for allocators that leave no gaps.
   */
  public long heapReserve(long tokens, TrainingMemory memory) {
    boolean rounds = precision != Precision.FLOAT32;
    double ofBlocks =
        memory.activations() == Activations.RECOMPUTED ? 0 : (rounds ? 2 : 1) * config.blocks();
    long fixed = rounds ? 30_000_000 : 17_000_000;
    long reserve = fixed + (long) (FLOAT * tokens * (hidden + wide) * (21 + ofBlocks));
    double others = rounds ? OTHERS_ROUNDED_RESERVE : OTHERS_RESERVE;
    return hasLowRank() ? reserve : (long) (others * reserve);
  }

  /** The head's input, its gradient in parts and whole, and the logits of a part. */
  private long head(long tokens, TrainingMemory memory) {
    long rows = Math.min(tokens, memory.logitRows(config.vocabularySize()));
    // Logits, their logarithms, and one more copy in the product's format.
    long logits = rows * config.vocabularySize() * (2 * FLOAT + precision.bytes());
    return 4 * FLOAT * tokens * hidden + logits;
  }

  private boolean hasLowRank() {
    return !alone && adapters.values().stream().anyMatch(adapter -> adapter.ranks() > 0);
  }

  /**
   * Floats of attention behind learned keys and values: queries, keys and values of every head,
   * result, normalisers, and who sees whom.
   */
  private long behind(Pass pass) {
    long before = pass.examples() * learned;
    long seen = pass.examples() * pass.longest() * (learned + pass.longest());
    return pass.tokens() * (4 * queries + config.heads()) + 2 * before * queries + seen;
  }

  /** Floats of attention by sequences: turned queries and keys, values, result and normalisers. */
  private long sequences(Pass pass) {
    if (learned > 0) {
      return behind(pass);
    }
    boolean shared = config.keyValueHeads() < config.heads();
    boolean adapted = adapters.containsKey(layers.get(2));
    long values = adapted ? keys : queries + 2 * keys;
    return pass.tokens() * (2 * queries + (shared ? 2 * queries : keys + values) + config.heads());
  }

  /** Floats of attention by rectangles: queries, keys and values of every head, and weights. */
  private long rectangle(Pass pass) {
    if (learned > 0) {
      return behind(pass);
    }
    return pass.examples() * pass.longest() * (3 * queries + config.heads() * pass.longest());
  }

  /** Returns the bytes that autograd keeps of one block beside its input. */
  private long block(long tokens, long attended) {
    List<LinearLayer> own = layers.subList(0, layers.size() / config.blocks());
    List<LinearLayer> attention = own.subList(0, 3);
    LinearLayer output = own.get(3);
    List<LinearLayer> gated = own.subList(4, 6);
    LinearLayer down = own.get(6);
    long kept = kept(attention) + kept(List.of(output)) + kept(gated) + kept(List.of(down));
    // The second norm's input; gate and up, parts of their product where they are not adapted;
    // silu.
    long adaptedParts = gated.stream().filter(adapters::containsKey).count();
    long parts = alone ? 2 : (adaptedParts < 2 ? 2 : 0) + adaptedParts;
    kept += headNorms() + hidden + parts * wide + wide;
    long factors = 0;
    for (LinearLayer layer : own) {
      AdapterFootprint adapter = adapters.get(layer);
      if (adapter != null) {
        factors += (long) adapter.ranks() * (layer.inputs() + layer.outputs()) + adapter.passing();
      }
    }
    return FLOAT * (tokens * kept + attended + factors);
  }

  /** Returns floats kept of a token at norms of heads: their inputs and their scales. */
  private long headNorms() {
    return config.headNorms().isEmpty()
        ? 0
        : queries + keys + config.heads() + config.keyValueHeads();
  }

  /**
   * Returns the bytes kept of a token at products of one input: the input in its forms, and the
   * results.
   */
  private long kept(List<LinearLayer> joined) {
    long inputs = joined.get(0).inputs();
    List<AdapterFootprint> adapted = new ArrayList<>();
    joined.stream().filter(adapters::containsKey).map(adapters::get).forEach(adapted::add);
    boolean copies = precision == Precision.FLOAT32 && trainedBase != TrainedBase.ALL;
    boolean drops = !adapted.isEmpty() && dropout > 0;
    long kept = copies ? inputs + copies(joined) : 0;
    if (trainedBase == TrainedBase.ALL) {
      kept += inputs;
    }
    if (drops) {
      // The mask, and the input behind it.
      kept += 2 * inputs;
    } else if (!copies && adapted.stream().anyMatch(this::readsInput)) {
      kept += inputs;
    }
    for (AdapterFootprint adapter : adapted) {
      kept += adapter.ranks();
      if (adapter.magnitudes() > 0) {
        kept += adapter.magnitudes();
        kept += copies && drops ? inputs + adapter.magnitudes() : 0;
      }
    }
    return kept;
  }

  /**
   * Tells whether the gradient of an adapter needs the product's input beyond what its {@link
   * AdapterFootprint#magnitudes} count.
   */
  private boolean readsInput(AdapterFootprint adapter) {
    return adapter.ranks() > 0 && !(alone && adapter.magnitudes() > 0);
  }

  /**
   * Returns floats of a token's copies by oneDNN, at products of one input: of the input by each
   * product, and of the results. A product whose matrix a method makes has none.
   */
  private long copies(List<LinearLayer> joined) {
    if (!alone || joined.stream().noneMatch(adapters::containsKey)) {
      return joined.get(0).inputs() + joined.stream().mapToLong(LinearLayer::outputs).sum();
    }
    return joined.stream()
        .filter(layer -> !adapters.containsKey(layer) || adapters.get(layer).passing() == 0)
        .mapToLong(layer -> (long) layer.inputs() + layer.outputs())
        .sum();
  }

  /**
   * Returns the most that decoding takes beside the weights.
   *
   * @param cachedTokens rows of the cache, those of a beginning that is read once included
   * @param readTokens of prompts that are read at once
   * @param branches hypotheses that go on at once
   */
  public long decoding(long cachedTokens, long readTokens, long branches) {
    long cache = 2L * config.blocks() * keys * cachedTokens;
    long reading = readTokens * (4 * hidden + 4 * wide);
    long logits = 3 * branches * config.vocabularySize();
    return FLOAT * (cache + Math.max(reading, logits));
  }

  /** Returns the copies of weights that decoding on a CPU keeps in oneDNN's own layout. */
  public long packed() {
    if (trainedBase == TrainedBase.ALL) {
      return 0;
    }
    boolean floats = precision == Precision.FLOAT32;
    long gated = floats ? 2 * wide * hidden * config.blocks() : 0;
    long head = floats || config.tiedEmbeddings() ? hidden * config.vocabularySize() : 0;
    return FLOAT * (gated + head);
  }
}
