package org.dashsweep.model.decoder;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.adapter.BaseTensor;
import org.dashsweep.tensor.Closing;
import org.dashsweep.tensor.Precision;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.Torch;
import org.dashsweep.tensor.script.Arguments;
import org.dashsweep.tensor.script.ScriptModule;

/**
 * The tensors that decoding reads: a base's, with an adapter's beside them or in their place.
 *
 * <p>oneDNN reads a matrix with many rows up to 1.6 times faster in a layout of its own. Where it
 * computes in float32, gate and up and the head are kept in that layout too.
 */
final class DecodingWeights implements AutoCloseable {
  private static final String GATE_UP = "mlp.gate_up_proj";
  private static final String HEAD = "lm_head";

  private final DecoderModel base;
  private final AdapterSet adapters;
  private final TensorScope scope;
  private final List<Map<String, Tensor>> packedBlocks;
  private final Map<String, Tensor> packedHead;

  /**
   * Packs what is faster packed.
   *
   * @param adapters read as they are whenever a token is
   * @param script of the decoder
   */
  DecodingWeights(DecoderModel base, AdapterSet adapters, ScriptModule script) {
    this.base = base;
    this.adapters = adapters;
    this.scope = TensorScope.open(base.device());
    boolean known = Torch.hasOneDnn(base.device());
    this.packedBlocks =
        Closing.onFailure(
            scope,
            () ->
                known && base.precision() == Precision.FLOAT32
                    ? IntStream.range(0, base.config().blocks())
                        .mapToObj(
                            i -> packed(script, GATE_UP, GATE_UP, base.block(i), adapters.block(i)))
                        .toList()
                    : List.of());
    this.packedHead =
        Closing.onFailure(
            scope, () -> known && floatHead() ? packedHead(script) : Map.<String, Tensor>of());
  }

  /** Embeddings are float32, and so is a head that is them. */
  private boolean floatHead() {
    return base.precision() == Precision.FLOAT32 || base.config().tiedEmbeddings();
  }

  private Map<String, Tensor> packedHead(ScriptModule script) {
    String name = base.config().tiedEmbeddings() ? "embed_tokens" : HEAD;
    return packed(script, HEAD, name, base.head(), adapters.in(BaseTensor.HEAD));
  }

  /** Nothing where a trial has the matrix itself as its own. */
  private Map<String, Tensor> packed(
      ScriptModule script,
      String product,
      String name,
      Map<String, Tensor> frozen,
      Map<String, Tensor> own) {
    String key = name + ".weight";
    if (own.containsKey(key)) {
      return Map.of();
    }
    Tensor weight = Objects.requireNonNull(frozen.get(key));
    try (TensorScope work = scope.child()) {
      // An entry of "p", as frozen weights always are: see Arguments.
      Arguments arguments = new Arguments().dictionary("p", Map.of("weight", weight));
      Tensor packed = scope.adopt(script.evaluate(work, "packed", arguments).get(0));
      return Map.of(product + ".packed", packed);
    }
  }

  DecoderModel base() {
    return base;
  }

  /** Returns the learned tokens before each text. */
  int learnedTokens() {
    return adapters.learnedTokens();
  }

  /** Returns how far learned tokens move the positions of a text. */
  long shift() {
    return Optional.ofNullable(adapters.in(BaseTensor.EMBEDDINGS).get("position_shift"))
        .map(shift -> shift.longs()[0])
        .orElse(0L);
  }

  Map<String, Tensor> embeddings() {
    return union(base.embeddings(), Map.of(), adapters.in(BaseTensor.EMBEDDINGS));
  }

  Map<String, Tensor> block(int index) {
    return union(
        base.block(index),
        packedBlocks.isEmpty() ? Map.of() : packedBlocks.get(index),
        adapters.block(index));
  }

  Map<String, Tensor> head() {
    return union(base.head(), packedHead, adapters.in(BaseTensor.HEAD));
  }

  private static Map<String, Tensor> union(
      Map<String, Tensor> frozen, Map<String, Tensor> packed, Map<String, Tensor> own) {
    Map<String, Tensor> union = new LinkedHashMap<>(frozen);
    union.putAll(packed);
    union.putAll(own);
    return union;
  }

  @Override
  public void close() {
    scope.close();
  }
}
