package org.dashsweep.diffusion;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dashsweep.weights.Checkpoint;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.StoredTensor;

/** Brings tensors of the original code's layout into the form that diffusers' models have. */
final class OriginalTensors {
  private static final Pattern LAYER = Pattern.compile("transformer\\.resblocks\\.(\\d+)\\.(.+)");

  /** Parts of OpenCLIP's layers, by their names there. */
  private static final Map<String, String> PARTS =
      Map.of(
          "ln_1", "layer_norm1",
          "ln_2", "layer_norm2",
          "mlp.c_fc", "mlp.fc1",
          "mlp.c_proj", "mlp.fc2",
          "attn.out_proj", "self_attn.out_proj");

  private static final Map<String, String> TOP =
      Map.of(
          "positional_embedding", "text_model.embeddings.position_embedding.weight",
          "token_embedding.weight", "text_model.embeddings.token_embedding.weight",
          "ln_final.weight", "text_model.final_layer_norm.weight",
          "ln_final.bias", "text_model.final_layer_norm.bias");

  private static final String PROJECTION = "text_projection";

  private OriginalTensors() {}

  /** Returns an autoencoder whose attention's convolutions of single pixels are matrices. */
  static Checkpoint withMatrices(Checkpoint vae) {
    SortedMap<String, StoredTensor> tensors = new TreeMap<>();
    vae.tensors()
        .forEach(
            (name, tensor) ->
                tensors.put(
                    name,
                    name.contains(".attentions.") && tensor.shape().size() == 4
                        ? matrix(tensor)
                        : tensor));
    return new Checkpoint(vae.source(), tensors, vae.metadata());
  }

  private static StoredTensor matrix(StoredTensor tensor) {
    return new StoredTensor(tensor.type(), tensor.shape().subList(0, 2), tensor.content());
  }

  /** Returns OpenCLIP's text encoder as transformers has it. */
  static Checkpoint ofOpenClip(Checkpoint original) {
    SortedMap<String, StoredTensor> tensors = new TreeMap<>();
    original
        .tensors()
        .forEach(
            (name, tensor) -> {
              Matcher layer = LAYER.matcher(name);
              if (layer.matches()) {
                layer(original, tensors, Integer.parseInt(layer.group(1)), layer.group(2), tensor);
              } else if (name.equals(PROJECTION)) {
                tensors.put("text_projection.weight", transposed(original, name, tensor));
              } else if (TOP.containsKey(name)) {
                tensors.put(TOP.get(name), tensor);
              } else if (!name.equals("logit_scale") && !name.equals("attn_mask")) {
                tensors.put(name, tensor);
              }
            });
    return new Checkpoint(original.source(), tensors, original.metadata());
  }

  private static void layer(
      Checkpoint original,
      SortedMap<String, StoredTensor> tensors,
      int index,
      String name,
      StoredTensor tensor) {
    String prefix = "text_model.encoder.layers." + index + ".";
    if (name.startsWith("attn.in_proj_")) {
      String end = "." + name.substring("attn.in_proj_".length());
      List<StoredTensor> parts = thirds(original, name, tensor);
      tensors.put(prefix + "self_attn.q_proj" + end, parts.get(0));
      tensors.put(prefix + "self_attn.k_proj" + end, parts.get(1));
      tensors.put(prefix + "self_attn.v_proj" + end, parts.get(2));
      return;
    }
    String part = name.substring(0, name.lastIndexOf('.'));
    tensors.put(prefix + PARTS.getOrDefault(part, part) + name.substring(part.length()), tensor);
  }

  private static List<StoredTensor> thirds(Checkpoint original, String name, StoredTensor tensor) {
    long rows = tensor.shape().isEmpty() ? 0 : tensor.shape().get(0);
    if (rows % 3 != 0) {
      throw fault(original, name, tensor, "its rows should be those of three projections");
    }
    List<Long> shape = new ArrayList<>(tensor.shape());
    shape.set(0, rows / 3);
    ByteBuffer bytes = tensor.bytes();
    int size = bytes.remaining() / 3;
    return List.of(
        new StoredTensor(tensor.type(), shape, bytes.slice(0, size)),
        new StoredTensor(tensor.type(), shape, bytes.slice(size, size)),
        new StoredTensor(tensor.type(), shape, bytes.slice(2 * size, size)));
  }

  private static StoredTensor transposed(Checkpoint original, String name, StoredTensor tensor) {
    if (tensor.shape().size() != 2) {
      throw fault(original, name, tensor, "it should be a matrix");
    }
    int rows = Math.toIntExact(tensor.shape().get(0));
    int columns = Math.toIntExact(tensor.shape().get(1));
    int width = tensor.type().bytes();
    ByteBuffer from = tensor.bytes();
    ByteBuffer to = ByteBuffer.allocateDirect(rows * columns * width);
    for (int column = 0; column < columns; column++) {
      for (int row = 0; row < rows; row++) {
        to.put(from.slice((row * columns + column) * width, width));
      }
    }
    return new StoredTensor(
        tensor.type(), List.of((long) columns, (long) rows), to.flip().asReadOnlyBuffer());
  }

  private static CheckpointException fault(
      Checkpoint original, String name, StoredTensor tensor, String problem) {
    return new CheckpointException(
        original.source(),
        String.format(Locale.ROOT, "has %s of shape %s; %s", name, tensor.shape(), problem));
  }
}
