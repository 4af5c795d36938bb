package org.dashsweep.adapter.peft;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dashsweep.adapter.AdaptedBase;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.adapter.LayerNames;
import org.dashsweep.adapter.LinearLayer;
import org.dashsweep.adapter.Method;
import org.dashsweep.adapter.PlainAdapter;
import org.dashsweep.adapter.SavedAdapterTensors;
import org.dashsweep.adapter.TargetModules;
import org.dashsweep.adapter.TrainedBase;
import org.dashsweep.file.Json;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.weights.Checkpoint;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.StoredTensor;
import org.dashsweep.weights.WritableTensor;
import org.dashsweep.weights.safetensors.SafetensorsReader;
import org.dashsweep.weights.safetensors.SafetensorsWriter;
import org.jspecify.annotations.Nullable;

/**
 * A trained adapter in a directory: PEFT's files for everybody, and beside them this program's own
 * files. The latter restore the method as it was.
 *
 * <ul>
 *   <li>{@code adapter_config.json} and its tensors: see {@link PeftAdapter}. Not there for a
 *       method without adapters
 *   <li>{@code dash_sweep.json}: the method with its settings, and notes
 *   <li>{@code dash_sweep.safetensors}: where PEFT's files do not hold all that trains (LoRA-Dash
 *       after its launch: A, B, Δσ and the directions), every tensor of the adapter set; where
 *       there are no such files, the trained modules
 * </ul>
 *
 * PEFT's files alone are a directory of this form too.
 */
public final class AdapterDirectory {
  private static final String DESCRIPTION = "dash_sweep.json";
  private static final String STATE = "dash_sweep.safetensors";
  private static final String TRAINED = "trained";
  private static final String MODULES = "modules";

  /** Decimals in files and sweeps have at least so many digits. */
  private static final double DECIMALS = 1e-6;

  private final String source;
  private final @Nullable PeftAdapter plain;
  private final @Nullable Description description;
  private final @Nullable Checkpoint state;

  private AdapterDirectory(
      String source,
      @Nullable PeftAdapter plain,
      @Nullable Description description,
      @Nullable Checkpoint state) {
    this.source = source;
    this.plain = plain;
    this.description = description;
    this.state = state;
  }

  /**
   * Writes an adapter.
   *
   * @param directory exists already
   * @param notes kept as they are
   */
  public static void write(
      Path directory,
      Method method,
      AdapterSet adapters,
      AdaptedModel model,
      Map<String, String> notes) {
    boolean hasState;
    try (TensorScope work = TensorScope.open(adapters.device())) {
      Optional<PlainAdapter> plain = method.plain(work, adapters);
      plain.ifPresent(adapter -> PeftAdapter.write(directory, adapter, model));
      hasState = plain.isEmpty() || !holdsAll(plain.get(), adapters);
      if (hasState) {
        Map<String, Tensor> modules = plain.isEmpty() ? model.modules() : Map.of();
        writeState(directory.resolve(STATE), modules, adapters, model.base());
      }
    }
    new Description(method, hasState, model.modulePrefix(), new TreeMap<>(notes))
        .write(directory.resolve(DESCRIPTION));
  }

  /** Tells whether PEFT's files hold whatever trains as it is. */
  private static boolean holdsAll(PlainAdapter plain, AdapterSet adapters) {
    Set<Tensor> held = Collections.newSetFromMap(new IdentityHashMap<>());
    plain.layers().values().forEach(tensors -> held.addAll(tensors.values()));
    return held.containsAll(adapters.trained());
  }

  private static void writeState(
      Path file, Map<String, Tensor> modules, AdapterSet adapters, AdaptedBase base) {
    Map<String, WritableTensor> stored = new TreeMap<>();
    adapters.byName().forEach((name, tensor) -> stored.put(name, SavedAdapterTensors.of(tensor)));
    modules.forEach((name, tensor) -> stored.put(name, SavedAdapterTensors.of(tensor)));
    try {
      Map<String, String> metadata = new TreeMap<>(BaseChanges.metadata(adapters, base));
      metadata.put(TRAINED, Json.MAPPER.writeValueAsString(adapters.trainedByName().keySet()));
      if (!modules.isEmpty()) {
        metadata.put(MODULES, Json.MAPPER.writeValueAsString(modules.keySet()));
      }
      SafetensorsWriter.write(file, stored, metadata);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Names are JSON", e);
    }
  }

  /**
   * Reads a directory.
   *
   * @throws CheckpointException if a file is missing, not valid or of a kind that is not known here
   */
  public static AdapterDirectory read(Path directory) {
    @Nullable Description description =
        Files.exists(directory.resolve(DESCRIPTION))
            ? Description.read(directory.resolve(DESCRIPTION))
            : null;
    boolean ownAlone = description != null && !PeftAdapter.isIn(directory);
    return new AdapterDirectory(
        directory.toString(),
        ownAlone ? null : PeftAdapter.read(directory),
        description,
        description != null && description.hasState()
            ? SafetensorsReader.read(directory.resolve(STATE))
            : null);
  }

  /** The adapter as PEFT's files have it; empty for a method without adapters. */
  public Optional<PeftAdapter> plain() {
    return Optional.ofNullable(plain);
  }

  /** The method that trained it, with its settings; of PEFT's files alone one for all layers. */
  public Method method() {
    return description == null
        ? plain().orElseThrow().config().form().method(TargetModules.all())
        : description.method();
  }

  /** Returns the notes that it was written with; nothing for PEFT's files alone. */
  public Map<String, String> notes() {
    return description == null ? Map.of() : description.notes();
  }

  /**
   * The prefix that the checkpoint of its base leaves out before the names of modules in Hugging
   * Face's model, such as {@code bert.}; mostly nothing.
   */
  public String modulePrefix() {
    return description == null ? "" : description.modulePrefix();
  }

  /** The modules that were trained whole, by the names of their tensors in Hugging Face's model. */
  public SortedMap<String, StoredTensor> modules() {
    if (plain != null) {
      return plain.modules();
    }
    SortedMap<String, StoredTensor> modules =
        state == null ? new TreeMap<>() : new TreeMap<>(state.tensors());
    modules.keySet().removeIf(name -> !isModule(state, name));
    return modules;
  }

  /** Tells whether a tensor of a state is a module's: all are where a method has no tensors. */
  private static boolean isModule(@Nullable Checkpoint state, String name) {
    if (state == null) {
      return false;
    }
    return state.metadata().containsKey(MODULES)
        ? names(state, MODULES).contains(name)
        : names(state, TRAINED).isEmpty();
  }

  /**
   * The changes of the base's own tensors that PEFT's files do not hold; none where there are such
   * files.
   *
   * @throws CheckpointException if the file does not say what it changes
   */
  public BaseChanges baseChanges() {
    return plain != null || state == null || names(state, TRAINED).isEmpty()
        ? BaseChanges.none()
        : BaseChanges.read(state);
  }

  private static List<String> names(Checkpoint state, String key) {
    try {
      return Json.MAPPER.readValue(
          state.metadata().getOrDefault(key, "[]"), new TypeReference<List<String>>() {});
    } catch (JsonProcessingException e) {
      throw new CheckpointException(state.source(), "has metadata " + key + " in no form known", e);
    }
  }

  /**
   * {@link #modules()}, and whatever else the files hold that is no part of an adapted layer:
   * {@link #restore} refuses it unless it is left out.
   */
  public SortedMap<String, StoredTensor> whole() {
    return plain == null ? modules() : plain.whole();
  }

  /** The same adapter without some of the tensors of {@link #whole()}. */
  public AdapterDirectory without(Set<String> names) {
    return plain == null || names.isEmpty()
        ? this
        : new AdapterDirectory(source, plain.without(names), description, state);
  }

  /**
   * Puts the adapter into an empty set, as it was when it was written: training can go on.
   *
   * @return its method
   * @throws CheckpointException if it does not fit the base
   */
  public Method attach(AdapterSet adapters, AdaptedBase base) {
    if (description == null) {
      return plain().orElseThrow().attach(adapters, base);
    }
    Method method = description.method();
    method.attach(adapters, base, 0);
    if (state != null) {
      restore(state, adapters);
    } else if (plain != null) {
      plain.restore(adapters, base);
    }
    return method;
  }

  /**
   * Puts the adapter over what a method has just attached: training goes on from it. LoRA-Dash's
   * directions stay those that were chosen.
   *
   * @param method whose settings the adapter was trained with, as far as they shape its tensors
   * @throws CheckpointException if the adapter is another method's, of another rank, scaled
   *     otherwise, or of other layers
   */
  public void restore(Method method, AdapterSet adapters, AdaptedBase base) {
    requireFits(method, base);
    if (holdsStateOf(method)) {
      restore(Objects.requireNonNull(state), adapters);
    } else if (plain != null) {
      plain.restore(adapters, base);
    }
  }

  /**
   * Requires that {@link #restore} can put it over what a method attaches to a base. Reads names
   * and shapes alone.
   *
   * @throws CheckpointException as {@link #restore}
   */
  public void requireFits(Method method, LayerNames base) {
    Set<LinearLayer> layers = method.footprints(base.linearLayers()).keySet();
    if (plain == null && !holdsStateOf(method)) {
      if (!layers.isEmpty()) {
        throw new CheckpointException(
            source,
            String.format(
                Locale.ROOT,
                "holds a head and no adapter that %s could go on from",
                method.name()));
      }
      return;
    }
    if (layers.isEmpty() && method.trainedBase() == TrainedBase.NONE) {
      if (plain == null) {
        return;
      }
      throw new CheckpointException(
          source,
          String.format(Locale.ROOT, "holds an adapter, which %s does not have", method.name()));
    }
    if (holdsStateOf(method)) {
      Method saved = Objects.requireNonNull(description).method();
      requireShared(saved, method, saved.shared(), method.shared());
      requireShared(saved, method, saved.sharedWithoutFiles(), method.sharedWithoutFiles());
      requireAll(Objects.requireNonNull(state), layers, method.beforeLaunch());
    } else {
      PeftAdapter files = Objects.requireNonNull(plain);
      Method saved = files.config().form().method(TargetModules.all());
      Method wanted = method.beforeLaunch();
      requireShared(saved, wanted, saved.shared(), wanted.shared());
      if (!files.config().form().holdsShared()) {
        requireShared(saved, wanted, saved.sharedWithoutFiles(), wanted.sharedWithoutFiles());
      }
      files.requireLayers(layers, base);
    }
  }

  private boolean holdsStateOf(Method method) {
    return state != null
        && description != null
        && description.method().type().equals(method.type());
  }

  private void requireShared(
      Method saved, Method wanted, Map<String, Object> known, Map<String, Object> settings) {
    settings.forEach(
        (setting, value) -> {
          if (!known.containsKey(setting)) {
            requireSame("method is", saved.name(), wanted.name());
          }
          requireSame(setting, Objects.requireNonNull(known.get(setting)), value);
        });
  }

  private void requireSame(String setting, Object saved, Object wanted) {
    if (!same(saved, wanted)) {
      throw new CheckpointException(
          source,
          String.format(
              Locale.ROOT,
              "cannot be gone on from: its %s %s, the trial's %s",
              setting,
              saved,
              wanted));
    }
  }

  /** A sweep has decimals for what may be α / √r. */
  private static boolean same(Object saved, Object wanted) {
    return (saved instanceof Double one && wanted instanceof Double other)
        ? Math.abs(one - other) <= DECIMALS * Math.max(Math.abs(one), Math.abs(other))
        : saved.equals(wanted);
  }

  private static void requireAll(Checkpoint state, Set<LinearLayer> layers, Method method) {
    for (LinearLayer layer : layers) {
      method
          .shapes()
          .forEach(
              (part, shape) -> {
                if (!method.isShared(part)) {
                  require(state, part.of(layer), shape.at(layer));
                }
              });
    }
  }

  private static void require(Checkpoint state, String name, List<Long> shape) {
    @Nullable StoredTensor tensor = state.tensors().get(name);
    if (tensor == null) {
      throw new CheckpointException(
          state.source(),
          String.format(
              Locale.ROOT, "has no %s, which the trial adapts; it adapts other layers", name));
    }
    if (!tensor.shape().equals(shape)) {
      throw new CheckpointException(
          state.source(),
          String.format(
              Locale.ROOT,
              "does not fit the base model: %s has shape %s instead of %s",
              name,
              tensor.shape(),
              shape));
    }
  }

  /** SHA-256 over its files: 64 hexadecimal digits. */
  public static String fingerprint(Path directory) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      String weights = String.valueOf(PeftAdapter.weights(directory).getFileName());
      for (String name : List.of(PeftAdapter.CONFIG, weights, DESCRIPTION, STATE)) {
        Path file = directory.resolve(name);
        if (Files.exists(file)) {
          digest.update(
              String.format(Locale.ROOT, "%s %d\n", name, Files.size(file))
                  .getBytes(StandardCharsets.UTF_8));
          try (OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
            Files.copy(file, out);
          }
        }
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw new CheckpointException(directory.toString(), "cannot be read: " + e, e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  private static void restore(Checkpoint state, AdapterSet adapters) {
    List<String> trained = names(state, TRAINED);
    try {
      state
          .tensors()
          .forEach(
              (name, tensor) -> {
                if (!trained.contains(name) && !isModule(state, name)) {
                  adapters.restoreFrozen(name, tensor);
                }
              });
      trained.forEach(name -> adapters.restoreTrained(name, state.tensor(name)));
    } catch (IllegalArgumentException e) {
      throw new CheckpointException(
          state.source(), "does not fit the base model: " + e.getMessage(), e);
    }
  }
}
