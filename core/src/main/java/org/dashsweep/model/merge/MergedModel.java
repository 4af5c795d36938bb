package org.dashsweep.model.merge;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dashsweep.adapter.TargetModules;
import org.dashsweep.adapter.peft.AdapterDirectory;
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
 * <p>Every adapted W becomes W + ΔW, computed in float32 and rounded to W's own type. In bfloat16
 * and float16 a change below half of a weight's last bit is lost. Modules that were trained whole
 * take the place of the base's, in float32. All other tensors are copied byte for byte.
 */
public final class MergedModel {
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

  private static void merge(
      SortedMap<String, WritableTensor> tensors,
      Checkpoint base,
      PeftAdapter adapter,
      String modulePrefix) {
    for (Map.Entry<String, SortedMap<String, StoredTensor>> entry : adapter.factors().entrySet()) {
      String layer = checkpointName(base, entry.getKey(), modulePrefix);
      String name = layer + ".weight";
      tensors.put(name, new MergedTensor(base, name, entry.getValue(), adapter.config().form()));
      String bias = layer + ".bias";
      @Nullable StoredTensor scale =
          adapter
              .config()
              .form()
              .method(TargetModules.all())
              .type()
              .biasScale()
              .map(part -> entry.getValue().get(part.name()))
              .orElse(null);
      if (scale != null && base.tensors().containsKey(bias)) {
        tensors.put(bias, new MergedBias(base, bias, scale));
      }
    }
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
