package org.dashsweep.adapter;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dashsweep.tensor.Device;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.script.ScriptModule;
import org.dashsweep.weights.ElementType;
import org.dashsweep.weights.StoredTensor;
import org.jspecify.annotations.Nullable;

/**
 * The tensors a method added to its target layers, by layer and name. Owned by one trial's scope.
 *
 * <p>{@code linear(p, name, x)} in TorchScript finds them under {@code MODULE.NAME}.
 */
public final class AdapterSet {
  private final TensorScope scope;
  private final SortedMap<Integer, Map<String, Tensor>> blocks = new TreeMap<>();
  private final Map<String, Map<String, Tensor>> places = new TreeMap<>();
  private final Map<String, Tensor> trained = new LinkedHashMap<>();
  private final Map<String, Tensor> all = new LinkedHashMap<>();
  private final Map<String, Tensor> shared = new LinkedHashMap<>();
  private @Nullable ScriptModule algebra;
  private int learnedTokens;
  private final Set<LinearLayer> layers = new LinkedHashSet<>();

  /** An empty set whose tensors live in {@code scope}. */
  public AdapterSet(TensorScope scope) {
    this.scope = scope;
  }

  /** Returns the scope of the tensors that a method puts here. */
  public TensorScope scope() {
    return scope;
  }

  /** Returns the device of its tensors. */
  public Device device() {
    return scope.device();
  }

  /** Returns the algebra of adapters, compiled when it is first asked for. */
  ScriptModule algebra() {
    @Nullable ScriptModule compiled = algebra;
    if (compiled == null) {
      compiled = LowRank.compile(scope);
      algebra = compiled;
    }
    return compiled;
  }

  /** Adds a tensor that trains from now on. */
  public void train(LinearLayer layer, AdapterTensor tensor, Tensor values) {
    train(layer, tensor.name(), values);
  }

  /** Adds a tensor that stays as it is. */
  public void freeze(LinearLayer layer, AdapterTensor tensor, Tensor values) {
    put(layer, tensor.name(), values);
  }

  /**
   * Adds a tensor that belongs to the base and is the same for many trials: no file of the trial
   * holds it.
   *
   * @param handle of the trial's own on the shared memory
   */
  public void share(LinearLayer layer, AdapterTensor tensor, Tensor handle) {
    blockOf(layer).put(layer.module() + "." + tensor.name(), handle);
    shared.put(tensor.of(layer), handle);
    layers.add(layer);
  }

  /** Adds a tensor of the training's state: checkpoints hold it, products do not see it. */
  public void keep(LinearLayer layer, AdapterTensor tensor, Tensor values) {
    all.put(tensor.of(layer), values);
    layers.add(layer);
  }

  /** Trains a copy of one of the base's tensors in its place. */
  public void replace(BaseTensor tensor, Tensor values) {
    place(tensor.place()).put(tensor.key(), values);
    if (tensor.tied()) {
      place(BaseTensor.HEAD).put(tensor.key(), values);
    }
    all.put(tensor.name(), values);
    trained.put(tensor.name(), values.recordGradient());
  }

  /** Returns the learned tokens before each text. */
  public int learnedTokens() {
    return learnedTokens;
  }

  /** Moves the positions of all texts, behind learned tokens. */
  void shiftPositions(int by) {
    learnedTokens = by;
    place(BaseTensor.EMBEDDINGS).put("position_shift", scope.longs(new long[] {by}, 1));
  }

  private Map<String, Tensor> place(String place) {
    return Character.isDigit(place.charAt(0))
        ? blocks.computeIfAbsent(Integer.valueOf(place), absent -> new LinkedHashMap<>())
        : places.computeIfAbsent(place, absent -> new LinkedHashMap<>());
  }

  /**
   * Returns the tensors that take the place of the base's outside of blocks.
   *
   * @param place {@link BaseTensor#EMBEDDINGS}, {@link BaseTensor#SHARED} or {@link
   *     BaseTensor#HEAD}
   */
  public Map<String, Tensor> in(String place) {
    return Collections.unmodifiableMap(places.getOrDefault(place, Map.of()));
  }

  private Map<String, Tensor> blockOf(LinearLayer layer) {
    return blocks.computeIfAbsent(layer.block(), absent -> new LinkedHashMap<>());
  }

  private void train(LinearLayer layer, String name, Tensor tensor) {
    put(layer, name, tensor);
    trained.put(layer.name() + "." + name, tensor.recordGradient());
  }

  private void put(LinearLayer layer, String name, Tensor tensor) {
    blockOf(layer).put(layer.module() + "." + name, tensor);
    layers.add(layer);
    all.put(layer.name() + "." + name, tensor);
  }

  /**
   * One of a layer's tensors.
   *
   * @throws IllegalStateException if the layer does not have it
   */
  public Tensor get(LinearLayer layer, AdapterTensor tensor) {
    return find(layer, tensor)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    String.format(Locale.ROOT, "Layer %s has no %s", layer.name(), tensor.name())));
  }

  /** One of a layer's tensors, if the layer has it by now. */
  public Optional<Tensor> find(LinearLayer layer, AdapterTensor tensor) {
    String name = tensor.of(layer);
    return Optional.ofNullable(all.containsKey(name) ? all.get(name) : shared.get(name));
  }

  /**
   * Puts a saved tensor that does not train back: over the one of that name, or beside the others.
   *
   * @param name full name, {@code BLOCK.MODULE.NAME}
   * @throws IllegalArgumentException if the one of that name has another shape, or no adapted layer
   *     has such a name
   */
  public void restoreFrozen(String name, StoredTensor saved) {
    restore(name, saved, this::put);
  }

  /** Puts a saved tensor that trains back, as {@link #restoreFrozen}. */
  public void restoreTrained(String name, StoredTensor saved) {
    restore(name, saved, this::train);
  }

  private void restore(String name, StoredTensor saved, Adding adding) {
    Tensor known = all.get(name);
    if (known != null) {
      List<Long> shape = Arrays.stream(known.shape()).boxed().toList();
      if (!saved.shape().equals(shape)) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT, "%s has shape %s instead of %s", name, saved.shape(), shape));
      }
      if (!saved.type().isFloatingPoint()) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT, "%s is %s, which is no format of weights", name, saved.type()));
      }
      known.fill(saved.floats());
      return;
    }
    LinearLayer layer =
        layers.stream()
            .filter(candidate -> name.startsWith(candidate.name() + "."))
            .findFirst()
            .orElseThrow(
                () -> new IllegalArgumentException("No adapted layer has a tensor " + name));
    if (saved.type() != ElementType.INT64 && !saved.type().isFloatingPoint()) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s is %s, which no adapter has", name, saved.type()));
    }
    Tensor tensor =
        saved.type() == ElementType.INT64
            ? scope.longs(
                saved.toLongs(), saved.shape().stream().mapToLong(Long::longValue).toArray())
            : SavedAdapterTensors.floats(scope, saved);
    adding.add(layer, name.substring(layer.name().length() + 1), tensor);
  }

  private interface Adding {
    void add(LinearLayer layer, String name, Tensor tensor);
  }

  /**
   * Leaves out all tensors but these, as if they had never been added; their memory stays the
   * scope's.
   *
   * @param names full names
   */
  public void retain(Set<String> names) {
    Set<String> left = new LinkedHashSet<>(all.keySet());
    left.removeAll(names);
    all.keySet().removeAll(left);
    trained.keySet().removeAll(left);
    blocks.forEach(
        (block, tensors) -> tensors.keySet().removeIf(name -> left.contains(block + "." + name)));
  }

  /** The adapted layers, in order. */
  public List<LinearLayer> layers() {
    return List.copyOf(layers);
  }

  /** The first block with an adapted layer: nothing before it has a gradient. */
  public OptionalInt firstBlock() {
    return blocks.isEmpty() ? OptionalInt.empty() : OptionalInt.of(blocks.firstKey());
  }

  /** Returns the entries of one block's dictionary beside the frozen weights. */
  public Map<String, Tensor> block(int index) {
    return blocks.getOrDefault(index, Map.of());
  }

  /** All tensors that train now, in the order in which they were added. */
  public List<Tensor> trained() {
    return new ArrayList<>(trained.values());
  }

  /** The tensors that train now, by full name. */
  public Map<String, Tensor> trainedByName() {
    return Collections.unmodifiableMap(trained);
  }

  /** Every tensor by its full name, {@code BLOCK.MODULE.NAME}. */
  public Map<String, Tensor> byName() {
    return Collections.unmodifiableMap(all);
  }

  /** Number of trained scalars. */
  public long trainedElements() {
    return trained.values().stream().mapToLong(Tensor::elements).sum();
  }
}
