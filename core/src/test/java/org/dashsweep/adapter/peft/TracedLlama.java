package org.dashsweep.adapter.peft;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.model.CausalBatch;
import org.dashsweep.model.decoder.DecoderLanguageModel;
import org.dashsweep.model.decoder.DecoderModel;
import org.dashsweep.model.llama.LlamaConfig;
import org.dashsweep.tensor.Precision;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.weights.Checkpoint;
import org.dashsweep.weights.huggingface.HuggingFaceDirectory;
import org.dashsweep.weights.safetensors.SafetensorsReader;

/** The LLaMA that the traces train, and the logits that they end with. */
public final class TracedLlama {
  static final int VOCABULARY = 199;
  private static final int EXAMPLES = 4;
  private static final int LENGTH = 16;

  private TracedLlama() {}

  /** A test resource below {@code org/dashsweep}. */
  public static Path resource(String name) {
    try {
      return Path.of(
          Objects.requireNonNull(TracedLlama.class.getResource("/org/dashsweep/" + name), name)
              .toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Where it lies. */
  public static Path directory() {
    return resource("verification/llama2-tiny");
  }

  /** The base; the caller closes it. */
  public static DecoderModel load() {
    HuggingFaceDirectory tiny = HuggingFaceDirectory.read(directory());
    return load(tiny.checkpoint(), tiny.config());
  }

  /** The model with other weights; the caller closes it. */
  public static DecoderModel load(Checkpoint checkpoint, JsonNode config) {
    return DecoderModel.load(
        checkpoint, LlamaConfig.read("config.json", config), Precision.FLOAT32);
  }

  private static Checkpoint trace(String method) {
    return SafetensorsReader.read(resource("verification/traces/trace-" + method + ".safetensors"));
  }

  /** Logits of a trace's first batch, computed here, token after token without padding. */
  public static float[] logits(String method, DecoderModel base, AdapterSet adapters) {
    try (TensorScope scope = TensorScope.open();
        DecoderLanguageModel model = new DecoderLanguageModel(scope, base, adapters, 0)) {
      return model.logits(scope, CausalBatch.of(rows(method))).floats();
    }
  }

  /** Logits of some texts, token after token without padding. */
  static float[] logits(List<int[]> texts, DecoderModel base, AdapterSet adapters) {
    try (TensorScope scope = TensorScope.open();
        DecoderLanguageModel model = new DecoderLanguageModel(scope, base, adapters, 0)) {
      List<Row> rows =
          texts.stream().map(text -> new Row(Arrays.stream(text).boxed().toList())).toList();
      return model.logits(scope, CausalBatch.of(rows)).floats();
    }
  }

  /** The same logits as the trace ends with. */
  public static float[] expectedLogits(String method) {
    long[] mask = trace(method).tensor("attention_mask").toLongs();
    float[] all = trace(method).tensor("final.logits").toFloats();
    float[] real = new float[all.length];
    int next = 0;
    for (int token = 0; token < EXAMPLES * LENGTH; token++) {
      if (mask[token] == 1) {
        System.arraycopy(all, token * VOCABULARY, real, next, VOCABULARY);
        next += VOCABULARY;
      }
    }
    return Arrays.copyOf(real, next);
  }

  private record Row(List<Integer> tokens) implements CausalBatch.Sequence {
    @Override
    public int[] tokenIds() {
      return tokens.stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    public long[] labels() {
      return tokens.stream().mapToLong(Integer::longValue).toArray();
    }
  }

  private static List<Row> rows(String method) {
    long[] ids = trace(method).tensor("input_ids").toLongs();
    long[] mask = trace(method).tensor("attention_mask").toLongs();
    List<Row> rows = new ArrayList<>();
    for (int example = 0; example < EXAMPLES; example++) {
      List<Integer> tokens = new ArrayList<>();
      for (int at = example * LENGTH; at < (example + 1) * LENGTH; at++) {
        if (mask[at] == 1) {
          tokens.add((int) ids[at]);
        }
      }
      rows.add(new Row(tokens));
    }
    return rows;
  }
}
