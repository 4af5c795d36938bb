package org.dashsweep.adapter;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dashsweep.weights.ElementType;
import org.dashsweep.weights.StoredTensor;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a prefix in an {@code adapter_config.json}. Its file has one table, (P, 2 · blocks ·
 * out): a token's row is the first block's keys, its values, the second block's keys, and so on. A
 * projection that it was trained with is applied already.
 *
 * @param virtualTokens P
 * @param heads of keys and of values; absent where the base says it
 */
record PrefixForm(int virtualTokens, OptionalInt heads) implements PeftForm {
  /** The {@code peft_type}. */
  static final String TYPE = "PREFIX_TUNING";

  /** The table in PEFT's files. */
  static final String TABLE = "prompt_embeddings";

  private static final String TOKENS = "num_virtual_tokens";
  private static final String HEADS = "num_attention_heads";
  private static final String SUBMODULES = "num_transformer_submodules";

  /** Say how it was trained, or what the table and the base say too. */
  private static final Set<String> WITHOUT_EFFECT =
      Set.of(
          "encoder_hidden_size",
          "init_weights",
          "num_layers",
          "prefix_projection",
          "token_dim",
          SUBMODULES);

  static PrefixForm read(PeftValues values) {
    if (values.has(SUBMODULES) && values.count(SUBMODULES) != 1) {
      throw values.problem(SUBMODULES, "must be 1, that of a decoder");
    }
    values.ignore(WITHOUT_EFFECT);
    return new PrefixForm(
        values.rank(TOKENS),
        values.has(HEADS) ? OptionalInt.of(values.rank(HEADS)) : OptionalInt.empty());
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public Map<String, @Nullable Object> values() {
    Map<String, @Nullable Object> values = new TreeMap<>();
    values.put(TOKENS, virtualTokens);
    values.put(SUBMODULES, 1);
    values.put("prefix_projection", false);
    return values;
  }

  /** Adds the sizes by which PEFT cuts the table. */
  @Override
  public Map<String, @Nullable Object> values(
      AdaptedBase base, Map<String, Set<String>> modules, List<String> targets) {
    List<LinearLayer> layers = PrefixTuning.keysAndValues(base.linearLayers());
    int width = layers.get(0).outputs();
    Map<String, @Nullable Object> values = values();
    values.put("encoder_hidden_size", width);
    values.put(HEADS, base.keyValueHeads());
    values.put("num_layers", layers.size() / 2);
    values.put("token_dim", width);
    return values;
  }

  @Override
  public Method method(TargetModules targets) {
    return new PrefixTuning(virtualTokens);
  }

  @Override
  public boolean namesModules() {
    return false;
  }

  @Override
  public Map<String, Double> constants() {
    return Map.of();
  }

  @Override
  public Optional<String> problem(String module, Set<String> tensors) {
    return Optional.empty();
  }

  @Override
  public Set<String> commonNames() {
    return Set.of(TABLE);
  }

  @Override
  public Map<LinearLayer, SortedMap<String, StoredTensor>> split(
      SortedMap<String, StoredTensor> saved, LayerNames base) {
    List<LinearLayer> layers = PrefixTuning.keysAndValues(base.linearLayers());
    StoredTensor table = require(saved.get(TABLE), layers);
    float[] all = table.toFloats();
    int width = layers.stream().mapToInt(LinearLayer::outputs).sum();
    Map<LinearLayer, SortedMap<String, StoredTensor>> split = new LinkedHashMap<>();
    int from = 0;
    for (LinearLayer layer : layers) {
      SortedMap<String, StoredTensor> own = new TreeMap<>();
      own.put(PrefixTuning.PREFIX.name(), columns(all, width, from, layer.outputs()));
      split.put(layer, own);
      from += layer.outputs();
    }
    return split;
  }

  private StoredTensor require(@Nullable StoredTensor table, List<LinearLayer> layers) {
    if (table == null) {
      throw new IllegalArgumentException("has no " + TABLE);
    }
    long width = layers.stream().mapToLong(LinearLayer::outputs).sum();
    List<Long> expected = List.of((long) virtualTokens, width);
    if (!table.shape().equals(expected) || !table.type().isFloatingPoint()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "does not fit the base model: %s has shape %s instead of %s",
              TABLE,
              table.shape(),
              expected));
    }
    return table;
  }

  private StoredTensor columns(float[] all, int width, int from, int count) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Float.BYTES * virtualTokens * count).order(ByteOrder.LITTLE_ENDIAN);
    for (int token = 0; token < virtualTokens; token++) {
      for (int i = 0; i < count; i++) {
        bytes.putFloat(all[token * width + from + i]);
      }
    }
    return new StoredTensor(
        ElementType.FLOAT32, List.of((long) virtualTokens, (long) count), bytes.flip());
  }

  /** Refuses a prefix for other heads: its keys would be cut elsewhere. */
  @Override
  public void share(AdapterSet adapters, AdaptedBase base, SortedMap<String, StoredTensor> common) {
    if (heads.isPresent() && heads.getAsInt() != base.keyValueHeads()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "does not fit the base model: %s is %d, and the base has %d heads of keys",
              HEADS,
              heads.getAsInt(),
              base.keyValueHeads()));
    }
  }
}
