package org.dashsweep.model.merge;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dashsweep.adapter.LinearLayer;
import org.dashsweep.adapter.Method;
import org.dashsweep.adapter.PeftForm;
import org.dashsweep.adapter.TargetModules;
import org.dashsweep.adapter.peft.AdapterDirectory;
import org.dashsweep.adapter.peft.BaseChanges;
import org.dashsweep.adapter.peft.PeftAdapter;
import org.dashsweep.weights.Checkpoint;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.StoredTensor;
import org.dashsweep.weights.WritableTensor;
import org.dashsweep.weights.huggingface.HuggingFaceWriter;
import org.jspecify.annotations.Nullable;

/**
 * A base model with an adapter merged into it, as a Hugging Face model that needs no adapter.
 *
 * <p>Every adapted W becomes W + ΔW, computed in float32 and rounded to W's own type. So is what
 * trained of the base itself. In bfloat16 and float16 a change below half of a weight's last bit is
 * lost. Modules that were trained whole take the place of the base's, in float32. All other tensors
 * are copied byte for byte.
 */
public final class MergedModel {
  /** The head of a language model, which some files hold although it is tied. */
  private static final String HEAD = "lm_head.weight";

  private MergedModel() {}

  /**
   * Writes a model. It takes the memory of a few of the largest tensors, whatever the model's size.
   *
   * @param directory exists already
   * @param config of the merged model: the base's, with what a trained head changes
   * @param shardBytes see {@link HuggingFaceWriter}
   * @throws CheckpointException if the adapter does not fit the base
   * @throws java.io.UncheckedIOException if a file cannot be written
   */
  public static void write(
      Path directory, Checkpoint base, JsonNode config, AdapterDirectory adapter, long shardBytes) {
    HuggingFaceWriter.write(directory, config, tensors(base, adapter), shardBytes);
  }

  private static SortedMap<String, WritableTensor> tensors(
      Checkpoint base, AdapterDirectory adapter) {
    SortedMap<String, WritableTensor> merged = new TreeMap<>(base.tensors());
    adapter.plain().ifPresent(plain -> merge(merged, base, plain, adapter.modulePrefix()));
    change(merged, base, adapter.method(), adapter.baseChanges());
    SortedMap<String, StoredTensor> modules = adapter.modules();
    if (modules.isEmpty()) {
      return merged;
    }
    // With a head beside it the encoder goes by its own name.
    SortedMap<String, WritableTensor> named = new TreeMap<>();
    merged.forEach((name, tensor) -> named.put(adapter.modulePrefix() + name, tensor));
    named.putAll(modules);
    return named;
  }

  /** Applies what a method without PEFT's files has made of layers and of whole tensors. */
  private static void change(
      SortedMap<String, WritableTensor> tensors,
      Checkpoint base,
      Method method,
      BaseChanges changes) {
    changes
        .layers()
        .forEach(
            (layer, own) -> {
              String name = checkpointName(base, layer, "") + ".weight";
              tensors.put(name, new MergedTensor(base, name, own, method.shapes(), Map.of()));
            });
    changes
        .replaced()
        .forEach((name, trained) -> tensors.put(name, new ReplacedTensor(base, name, trained)));
    if (!changes.tied().isEmpty()) {
      // A copy of the former embeddings would no longer be tied to them.
      tensors.remove(HEAD);
    }
  }

  private static void merge(
      SortedMap<String, WritableTensor> tensors,
      Checkpoint base,
      PeftAdapter adapter,
      String modulePrefix) {
    PeftForm form = adapter.config().form();
    Method method = form.method(TargetModules.all());
    Map<String, LinearLayer> layers = new LinkedHashMap<>();
    for (String module : adapter.factors().keySet()) {
      layers.put(module, layer(base, checkpointName(base, module, modulePrefix)));
    }
    for (Map.Entry<String, SortedMap<String, StoredTensor>> entry :
        adapter.wholeFactors(layers).entrySet()) {
      String layer = checkpointName(base, entry.getKey(), modulePrefix);
      String name = layer + ".weight";
      tensors.put(
          name, new MergedTensor(base, name, entry.getValue(), method.shapes(), form.constants()));
      String bias = layer + ".bias";
      @Nullable StoredTensor scale =
          method.type().biasScale().map(part -> entry.getValue().get(part.name())).orElse(null);
      if (scale != null && base.tensors().containsKey(bias)) {
        tensors.put(bias, new MergedBias(base, bias, scale));
      }
    }
  }

  /** A layer of which files say no more than the shape of W. */
  private static LinearLayer layer(Checkpoint base, String name) {
    List<Long> shape = base.tensor(name + ".weight").shape();
    return shape.size() == 2
        ? new LinearLayer(0, name, Math.toIntExact(shape.get(0)), Math.toIntExact(shape.get(1)))
        : new LinearLayer(0, name, 0, 0);
  }

  private static String checkpointName(Checkpoint base, String module, String modulePrefix) {
    String name =
        module.startsWith(modulePrefix) ? module.substring(modulePrefix.length()) : module;
    if (!base.tensors().containsKey(name + ".weight")) {
      throw new CheckpointException(
          base.source(),
          String.format(Locale.ROOT, "has no %s.weight, which the adapter changes", name));
    }
    return name;
  }
}
