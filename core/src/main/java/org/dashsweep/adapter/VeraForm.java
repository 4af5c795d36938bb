package org.dashsweep.adapter;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.weights.ElementType;
import org.dashsweep.weights.StoredTensor;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a VeRA in an {@code adapter_config.json}. Its files hold b and d of each module, and
 * A and B once, for the largest of them. PEFT draws A and B anew where {@code save_projection} is
 * false, and so does this.
 *
 * @param rank r
 * @param dropout of the adapters' inputs in training
 * @param initial each element of d at the start
 * @param key the seed of A and B
 * @param saved whether the file holds A and B
 */
record VeraForm(int rank, double dropout, double initial, int key, boolean saved)
    implements PeftForm {
  /** The {@code peft_type}. */
  static final String TYPE = "VERA";

  /** A in PEFT's files, (r, in) of the widest layer. */
  static final String A = "base_model.vera_A";

  /** B in PEFT's files, (out, r) of the widest layer. */
  static final String B = "base_model.vera_B";

  private static final String KEY = "projection_prng_key";
  private static final String SAVED = "save_projection";

  /** Say nothing of the function, or what the tensors say too. */
  private static final Set<String> WITHOUT_EFFECT =
      Set.of("init_weights", "layers_pattern", "layers_to_transform");

  static VeraForm read(PeftValues values) {
    values.requireOffOr("bias", "none");
    values.ignore(WITHOUT_EFFECT);
    return new VeraForm(
        values.rank("r"),
        values.dropout("vera_dropout"),
        values.has("d_initial") ? values.alpha("d_initial") : Vera.INITIAL_D,
        values.has(KEY) ? values.count(KEY) : 0,
        !values.has(SAVED) || values.flag(SAVED));
  }

  @Override
  public boolean holdsShared() {
    return saved;
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public Map<String, @Nullable Object> values() {
    Map<String, @Nullable Object> values = new TreeMap<>();
    values.put("bias", "none");
    values.put("d_initial", initial);
    values.put("fan_in_fan_out", false);
    values.put("init_weights", true);
    values.put("layers_pattern", null);
    values.put("layers_to_transform", null);
    values.put(KEY, key);
    values.put("r", rank);
    values.put(SAVED, saved);
    values.put("vera_dropout", dropout);
    return values;
  }

  @Override
  public Method method(TargetModules targets) {
    return new Vera(rank, dropout, initial, key, targets);
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
    return Set.of(A, B);
  }

  @Override
  public SortedMap<String, StoredTensor> common(
      SortedMap<String, StoredTensor> file, Collection<LinearLayer> adapted) {
    int inputs = widest(adapted, LinearLayer::inputs);
    int outputs = widest(adapted, LinearLayer::outputs);
    SortedMap<String, StoredTensor> common = new TreeMap<>(file);
    if (common.isEmpty() && !saved) {
      TorchUniform random = new TorchUniform(key);
      common.put(A, projection(random, rank, inputs));
      common.put(B, projection(random, outputs, rank));
    }
    require(common.get(A), A, rank, inputs);
    require(common.get(B), B, outputs, rank);
    return common;
  }

  private static int widest(Collection<LinearLayer> layers, ToIntFunction<LinearLayer> width) {
    return layers.stream().mapToInt(width).max().orElseThrow();
  }

  /** Kaiming's uniform distribution, its bound √(6 / fan-in) rounded as PEFT's. */
  private static StoredTensor projection(TorchUniform random, int rows, int columns) {
    double bound = Math.sqrt(3.0) * (Math.sqrt(2.0) / Math.sqrt(columns));
    return stored(random.next(rows * columns, bound), rows, columns);
  }

  private void require(@Nullable StoredTensor tensor, String name, int rows, int columns) {
    if (tensor == null) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "has no %s, which save_projection promises", name));
    }
    List<Long> shape = tensor.shape();
    boolean fits =
        shape.size() == 2
            && tensor.type().isFloatingPoint()
            && shape.get(0) >= rows
            && shape.get(1) >= columns
            && shape.get(name.equals(A) ? 0 : 1) == rank;
    if (!fits) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "has %s of shape %s, where r and the base ask for [%d, %d]",
              name,
              shape,
              rows,
              columns));
    }
  }

  /** Handles of the layers' parts on two tensors that all trials with the same ones share. */
  @Override
  public void share(AdapterSet adapters, AdaptedBase base, SortedMap<String, StoredTensor> common) {
    Tensor right = shared(base, A, Objects.requireNonNull(common.get(A)));
    Tensor left = shared(base, B, Objects.requireNonNull(common.get(B)));
    Vera.share(adapters, adapters.layers(), right, left);
  }

  private static Tensor shared(AdaptedBase base, String name, StoredTensor values) {
    return base.shared(
        String.format(Locale.ROOT, "%s %s %s", name, values.shape(), sha256(values)),
        scope -> SavedAdapterTensors.floats(scope, values));
  }

  private static String sha256(StoredTensor values) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(values.bytes());
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  @Override
  public SortedMap<String, StoredTensor> cut(
      SortedMap<String, StoredTensor> common, LinearLayer layer) {
    SortedMap<String, StoredTensor> cut = new TreeMap<>();
    cut.put(Vera.A.name(), corner(common.get(A), rank, layer.inputs()));
    cut.put(Vera.B.name(), corner(common.get(B), layer.outputs(), rank));
    return cut;
  }

  private static StoredTensor corner(@Nullable StoredTensor tensor, int rows, int columns) {
    StoredTensor whole = Objects.requireNonNull(tensor);
    int width = Math.toIntExact(whole.shape().get(1));
    float[] all = whole.toFloats();
    float[] part = new float[rows * columns];
    for (int row = 0; row < rows; row++) {
      System.arraycopy(all, row * width, part, row * columns, columns);
    }
    return stored(part, rows, columns);
  }

  private static StoredTensor stored(float[] values, long rows, long columns) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(FloatBuffer.wrap(values));
    return new StoredTensor(ElementType.FLOAT32, List.of(rows, columns), bytes);
  }
}
