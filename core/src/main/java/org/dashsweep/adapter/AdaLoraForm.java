package org.dashsweep.adapter;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dashsweep.weights.ElementType;
import org.dashsweep.weights.StoredTensor;
import org.jspecify.annotations.Nullable;

/**
 * Settings of an AdaLoRA in an {@code adapter_config.json}.
 *
 * <p>PEFT leaves the ranks that the budget has masked out of its files, and says in {@code
 * rank_pattern} which. Here they come back as zeros: the function is the same, and they stay zero.
 *
 * @param method the settings, whatever modules they are for
 * @param live which ranks of a module the file holds, by the module's name; others have all
 */
record AdaLoraForm(AdaLora method, Map<String, List<Boolean>> live) implements PeftForm {
  /** The {@code peft_type}. */
  static final String TYPE = "ADALORA";

  private static final String PATTERN = "rank_pattern";

  /** Say nothing of the function: {@code r} is another method's there. */
  private static final Set<String> WITHOUT_EFFECT = Set.of("init_lora_weights", "r", "total_step");

  AdaLoraForm {
    live = Collections.unmodifiableMap(new LinkedHashMap<>(live));
  }

  /**
   * Reads the keys of an AdaLoRA.
   *
   * @throws org.dashsweep.weights.CheckpointException if a value is not usable
   */
  static AdaLoraForm read(PeftValues values) {
    values.requireOffOr("bias", "none");
    values.ignore(WITHOUT_EFFECT);
    values.ignore(LowRankForm.WITHOUT_EFFECT);
    int initial = values.rank("init_r");
    double target = values.alpha("target_r");
    if (target > initial) {
      throw values.problem("target_r", "must not be above init_r");
    }
    return new AdaLoraForm(
        new AdaLora(
            new Lora(
                initial,
                values.alpha("lora_alpha"),
                values.dropout("lora_dropout"),
                TargetModules.all()),
            target,
            new RankBudget(values.count("tinit"), values.count("tfinal"), values.rank("deltaT")),
            values.dropout("beta1"),
            values.dropout("beta2"),
            values.alpha("orth_reg_weight")),
        live(values, initial));
  }

  private static Map<String, List<Boolean>> live(PeftValues values, int initial) {
    String end = AdaLora.E.peft();
    Map<String, List<Boolean>> live = new LinkedHashMap<>();
    values
        .flags(PATTERN)
        .forEach(
            (key, flags) -> {
              int at = key.lastIndexOf(String.valueOf(end));
              if (at < 0 || flags.size() != initial) {
                throw values.problem(
                    PATTERN, "must have init_r values of true or false for each MODULE" + end);
              }
              live.put(key.substring(0, at), flags);
            });
    return live;
  }

  @Override
  public String type() {
    return TYPE;
  }

  /** PEFT asks for a number of updates: the least that the budget's phases leave some of. */
  @Override
  public Map<String, @Nullable Object> values() {
    Map<String, @Nullable Object> values = new TreeMap<>();
    RankBudget schedule = method.schedule();
    values.put("beta1", method.sensitivityDecay());
    values.put("beta2", method.uncertaintyDecay());
    values.put("bias", "none");
    values.put("deltaT", schedule.interval());
    values.put("fan_in_fan_out", false);
    values.put("init_lora_weights", true);
    values.put("init_r", method.settings().rank());
    values.put("lora_alpha", LowRankForm.number(method.settings().alpha()));
    values.put("lora_dropout", method.dropout());
    values.put("orth_reg_weight", method.orthogonality());
    values.put(PATTERN, null);
    values.put("target_r", LowRankForm.number(method.targetRank()));
    values.put("tfinal", schedule.finalPhase());
    values.put("tinit", schedule.warmUp());
    values.put("total_step", schedule.warmUp() + schedule.finalPhase() + 1);
    return values;
  }

  @Override
  public Method method(TargetModules targets) {
    Lora known = method.settings();
    return new AdaLora(
        new Lora(known.rank(), known.alpha(), known.dropout(), targets),
        method.targetRank(),
        method.schedule(),
        method.sensitivityDecay(),
        method.uncertaintyDecay(),
        method.orthogonality());
  }

  @Override
  public Map<String, Double> constants() {
    return Map.of(Lora.SCALING.name(), method.factors().scaling());
  }

  @Override
  public SortedMap<String, StoredTensor> own(String module, SortedMap<String, StoredTensor> saved) {
    @Nullable List<Boolean> kept = live.get(module);
    if (kept == null || !kept.contains(false)) {
      return saved;
    }
    SortedMap<String, StoredTensor> own = new TreeMap<>(saved);
    own.replaceAll((part, tensor) -> widened(tensor, part.equals(AdaLora.B.name()) ? 1 : 0, kept));
    return own;
  }

  /**
   * The tensor with zeros for masked ranks; one that does not fit as it is, for others to refuse.
   */
  private static StoredTensor widened(StoredTensor tensor, int dimension, List<Boolean> kept) {
    long ranks = kept.stream().filter(alive -> alive).count();
    if (tensor.shape().size() != 2
        || tensor.shape().get(dimension) != ranks
        || !tensor.type().isFloatingPoint()) {
      return tensor;
    }
    int others = Math.toIntExact(tensor.shape().get(1 - dimension));
    float[] from = tensor.toFloats();
    float[] to = new float[kept.size() * others];
    int next = 0;
    for (int rank = 0; rank < kept.size(); rank++) {
      if (kept.get(rank)) {
        for (int i = 0; i < others; i++) {
          to[dimension == 0 ? rank * others + i : i * kept.size() + rank] =
              from[dimension == 0 ? next * others + i : i * (int) ranks + next];
        }
        next++;
      }
    }
    List<Long> shape = new ArrayList<>(tensor.shape());
    shape.set(dimension, (long) kept.size());
    ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * to.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(to);
    return new StoredTensor(ElementType.FLOAT32, shape, bytes);
  }

  @Override
  public Optional<String> problem(String module, Set<String> tensors) {
    return Optional.empty();
  }
}
