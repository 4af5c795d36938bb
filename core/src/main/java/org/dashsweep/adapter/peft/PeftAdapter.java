package org.dashsweep.adapter.peft;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.dashsweep.adapter.AdaptedBase;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.adapter.AdapterTensor;
import org.dashsweep.adapter.LayerNames;
import org.dashsweep.adapter.LayerShape;
import org.dashsweep.adapter.LinearLayer;
import org.dashsweep.adapter.Method;
import org.dashsweep.adapter.PeftForm;
import org.dashsweep.adapter.PlainAdapter;
import org.dashsweep.adapter.SavedAdapterTensors;
import org.dashsweep.adapter.TargetModules;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.weights.Checkpoint;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.StoredTensor;
import org.dashsweep.weights.WritableTensor;
import org.dashsweep.weights.pytorch.PyTorchReader;
import org.dashsweep.weights.safetensors.SafetensorsReader;
import org.dashsweep.weights.safetensors.SafetensorsWriter;
import org.jspecify.annotations.Nullable;

/**
 * An adapter in a directory as PEFT's {@code save_pretrained} writes it: {@code
 * adapter_config.json} and {@code adapter_model.safetensors}, or {@code adapter_model.bin} as older
 * versions have it.
 *
 * @param config what kind of adapter
 * @param weights its tensors; the file is mapped
 */
public record PeftAdapter(PeftConfig config, Checkpoint weights) {
  static final String CONFIG = "adapter_config.json";
  static final String WEIGHTS = "adapter_model.safetensors";
  private static final String PYTORCH_WEIGHTS = "adapter_model.bin";

  /**
   * Reads a directory.
   *
   * @throws CheckpointException if a file is missing or not valid, or if the adapter is of a kind
   *     that is not known here, which the message names
   */
  public static PeftAdapter read(Path directory) {
    PeftConfig config = PeftConfigReader.read(directory.resolve(CONFIG));
    Path file = weights(directory);
    return new PeftAdapter(
        config,
        file.endsWith(PYTORCH_WEIGHTS) ? PyTorchReader.read(file) : SafetensorsReader.read(file));
  }

  /** The file of a directory that its tensors are read from; PEFT prefers safetensors too. */
  static Path weights(Path directory) {
    Path former = directory.resolve(PYTORCH_WEIGHTS);
    Path file = directory.resolve(WEIGHTS);
    return !Files.exists(file) && Files.exists(former) ? former : file;
  }

  /** Tells whether a directory says that it holds an adapter. */
  static boolean isIn(Path directory) {
    return Files.exists(directory.resolve(CONFIG));
  }

  /**
   * Writes an adapter so that PEFT, and what reads its format, can load it.
   *
   * @param directory exists already
   */
  public static void write(Path directory, PlainAdapter adapter, AdaptedModel model) {
    PeftNames names = new PeftNames(model.base());
    SortedMap<String, WritableTensor> tensors = new TreeMap<>();
    adapter
        .layers()
        .forEach(
            (layer, parts) ->
                parts.forEach(
                    (part, tensor) -> {
                      if (part.peft() != null) {
                        tensors.put(names.tensor(layer, part), SavedAdapterTensors.of(tensor));
                      }
                    }));
    adapter.common().forEach((name, tensor) -> tensors.put(name, SavedAdapterTensors.of(tensor)));
    model
        .modules()
        .forEach(
            (name, tensor) -> tensors.put(PeftNames.MODEL + name, SavedAdapterTensors.of(tensor)));
    PeftConfig config =
        new PeftConfig(
            model.name(),
            model.taskType(),
            adapter.form(),
            names.targets(adapter.layers().keySet()),
            model.modules().keySet().stream()
                .map(name -> moduleOf(model.taskType(), name))
                .distinct()
                .toList());
    SafetensorsWriter.write(directory.resolve(WEIGHTS), tensors, Map.of("format", "pt"));
    Map<String, Set<String>> parts = new LinkedHashMap<>();
    adapter
        .layers()
        .forEach(
            (layer, own) ->
                parts.put(
                    model.base().moduleName(layer),
                    own.keySet().stream()
                        .map(AdapterTensor::name)
                        .collect(Collectors.toUnmodifiableSet())));
    PeftConfigWriter.write(directory.resolve(CONFIG), config, model.base(), parts);
  }

  /**
   * The module that PEFT saves a tensor with. PEFT always saves some modules of a task whole, and
   * none within them.
   */
  private static String moduleOf(@Nullable TaskType taskType, String tensor) {
    List<String> saved = taskType == null ? List.of() : taskType.savedModules();
    return saved.stream()
        .filter(module -> tensor.startsWith(module + "."))
        .findFirst()
        .orElseGet(() -> tensor.substring(0, tensor.lastIndexOf('.')));
  }

  /**
   * Puts the adapter into an empty set, as trained so far.
   *
   * @return the method that it was trained by and can be trained on by
   * @throws CheckpointException if the tensors do not fit the configuration or the base
   */
  public Method attach(AdapterSet adapters, AdaptedBase base) {
    Map<LinearLayer, Set<String>> layers = new LinkedHashMap<>();
    layers(base).forEach((layer, tensors) -> layers.put(layer, tensors.keySet()));
    Method method = config.form().method(layers);
    method.attach(adapters, base, 0);
    restore(adapters, base);
    return method;
  }

  /** Overwrites the tensors of a set that a method has attached already. */
  void restore(AdapterSet adapters, AdaptedBase base) {
    Map<LinearLayer, SortedMap<String, StoredTensor>> layers = layers(base);
    PeftForm form = config.form();
    fitting(
        () -> {
          form.share(adapters, base, form.common(saved(), layers.keySet()));
          return form;
        });
    for (LinearLayer layer : adapters.layers()) {
      Map<String, StoredTensor> tensors = layers.get(layer);
      if (tensors == null) {
        throw new CheckpointException(
            weights.source(),
            String.format(
                Locale.ROOT,
                "adapts %s in some blocks only: it has no tensors for %s",
                layer.module(),
                base.moduleName(layer)));
      }
      tensors.forEach(
          (name, tensor) -> restore(adapters, layer, name, tensor, base.moduleName(layer)));
    }
  }

  /**
   * Requires it to adapt these layers and no others, with factors of their shapes.
   *
   * @throws CheckpointException naming one that is missing, too much or of another shape
   */
  void requireLayers(Set<LinearLayer> expected, LayerNames base) {
    Map<LinearLayer, SortedMap<String, StoredTensor>> layers = layers(base);
    Set<LinearLayer> own = layers.keySet();
    for (LinearLayer layer : own) {
      if (!expected.contains(layer)) {
        throw new CheckpointException(
            weights.source(),
            String.format(
                Locale.ROOT,
                "adapts %s, which the trial's target-modules leave out",
                base.moduleName(layer)));
      }
    }
    for (LinearLayer layer : expected) {
      if (!own.contains(layer)) {
        throw new CheckpointException(
            weights.source(),
            String.format(
                Locale.ROOT,
                "does not adapt %s, which the trial's target-modules name",
                base.moduleName(layer)));
      }
    }
    Map<AdapterTensor, LayerShape> shapes = config.form().method(TargetModules.all()).shapes();
    layers.forEach(
        (layer, tensors) ->
            shapes.forEach(
                (part, shape) -> {
                  StoredTensor tensor = tensors.get(part.name());
                  if (tensor != null) {
                    requireShape(part.name(), base.moduleName(layer), tensor, shape.at(layer));
                  }
                }));
  }

  private void requireShape(String part, String module, StoredTensor tensor, List<Long> expected) {
    if (!tensor.shape().equals(expected)) {
      throw new CheckpointException(
          weights.source(),
          String.format(
              Locale.ROOT,
              "does not fit the base model: %s of %s has shape %s instead of %s",
              part,
              module,
              tensor.shape(),
              expected));
    }
  }

  private Map<LinearLayer, SortedMap<String, StoredTensor>> layers(LayerNames base) {
    PeftNames names = new PeftNames(base);
    Map<LinearLayer, SortedMap<String, StoredTensor>> layers = new LinkedHashMap<>();
    factors()
        .forEach(
            (module, factors) ->
                layers.put(
                    names
                        .layer(module)
                        .orElseThrow(
                            () ->
                                new CheckpointException(
                                    weights.source(),
                                    String.format(
                                        Locale.ROOT,
                                        "adapts %s, which the base does not have",
                                        module))),
                    factors));
    layers.putAll(fitting(() -> config.form().split(saved(), base)));
    fitting(() -> config.form().common(saved(), layers.keySet()));
    return layers;
  }

  private <T> T fitting(Supplier<T> reading) {
    try {
      return reading.get();
    } catch (IllegalArgumentException e) {
      throw new CheckpointException(weights.source(), String.valueOf(e.getMessage()), e);
    }
  }

  /** The tensors of the file that are no single module's. */
  private SortedMap<String, StoredTensor> saved() {
    SortedMap<String, StoredTensor> saved = new TreeMap<>(weights.tensors());
    saved.keySet().retainAll(config.form().commonNames());
    return saved;
  }

  /**
   * The tensors of each layer with its part of what all layers share, by {@link #factors}' names.
   *
   * @param layers by the names of their modules in Hugging Face's model
   * @throws CheckpointException if what they share does not fit them
   */
  public SortedMap<String, SortedMap<String, StoredTensor>> wholeFactors(
      Map<String, LinearLayer> layers) {
    PeftForm form = config.form();
    SortedMap<String, StoredTensor> common = fitting(() -> form.common(saved(), layers.values()));
    SortedMap<String, SortedMap<String, StoredTensor>> whole = new TreeMap<>();
    factors()
        .forEach(
            (module, own) -> {
              SortedMap<String, StoredTensor> all = new TreeMap<>(own);
              all.putAll(form.cut(common, Objects.requireNonNull(layers.get(module))));
              whole.put(module, all);
            });
    return whole;
  }

  private void restore(
      AdapterSet adapters, LinearLayer layer, String part, StoredTensor tensor, String module) {
    String name = layer.name() + "." + part;
    @Nullable Tensor known = adapters.byName().get(name);
    if (known == null) {
      throw new CheckpointException(
          weights.source(),
          String.format(
              Locale.ROOT, "has %s for %s, which the trial does not train there", part, module));
    }
    requireShape(part, module, tensor, Arrays.stream(known.shape()).boxed().toList());
    adapters.restoreTrained(name, tensor);
  }

  /**
   * Tensors of modules that were trained whole, by their names in Hugging Face's model, such as
   * {@code classifier.weight}.
   */
  public SortedMap<String, StoredTensor> modules() {
    SortedMap<String, StoredTensor> modules = tensors();
    modules.keySet().removeIf(name -> !isOfSavedModule(name));
    return modules;
  }

  /**
   * The tensors of every adapted layer, by the name of its module in Hugging Face's model, such as
   * {@code model.layers.0.self_attn.q_proj}, and their own in an adapter set.
   *
   * @throws CheckpointException if a tensor is not understood, or one is missing
   */
  public SortedMap<String, SortedMap<String, StoredTensor>> factors() {
    SortedMap<String, StoredTensor> tensors = tensors();
    tensors.keySet().removeIf(this::isOfSavedModule);
    return config.form().namesModules()
        ? PeftLayers.sort(config, tensors, weights.source())
        : new TreeMap<>();
  }

  /**
   * All tensors that are no part of an adapter, by their names in Hugging Face's model: those of
   * {@link #modules()}, and others that {@link #factors()} would refuse.
   */
  SortedMap<String, StoredTensor> whole() {
    SortedMap<String, StoredTensor> whole = tensors();
    whole.keySet().removeIf(name -> !isOfSavedModule(name) && PeftNames.isPart(name));
    return whole;
  }

  /** The same adapter without some of its tensors, given by their names in Hugging Face's model. */
  PeftAdapter without(Set<String> names) {
    SortedMap<String, StoredTensor> rest = new TreeMap<>(weights.tensors());
    names.forEach(name -> rest.remove(PeftNames.MODEL + name));
    return new PeftAdapter(config, new Checkpoint(weights.source(), rest, weights.metadata()));
  }

  private SortedMap<String, StoredTensor> tensors() {
    SortedMap<String, StoredTensor> tensors = new TreeMap<>();
    weights
        .tensors()
        .forEach(
            (name, tensor) -> {
              if (config.form().commonNames().contains(name)) {
                return;
              }
              if (!name.startsWith(PeftNames.MODEL)) {
                throw new CheckpointException(
                    weights.source(),
                    String.format(
                        Locale.ROOT,
                        "has a tensor %s, whose name does not start with %s",
                        name,
                        PeftNames.MODEL));
              }
              tensors.put(name.substring(PeftNames.MODEL.length()), tensor);
            });
    return tensors;
  }

  private boolean isOfSavedModule(String tensor) {
    for (int dot = tensor.indexOf('.'); dot > 0; dot = tensor.indexOf('.', dot + 1)) {
      String module = tensor.substring(0, dot);
      if (config.modulesToSave().stream().anyMatch(saved -> TargetModules.fits(saved, module))) {
        return true;
      }
    }
    return false;
  }
}
