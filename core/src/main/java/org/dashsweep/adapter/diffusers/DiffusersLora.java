package org.dashsweep.adapter.diffusers;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.adapter.FoldedProducts;
import org.dashsweep.adapter.LayerNames;
import org.dashsweep.adapter.LinearLayer;
import org.dashsweep.adapter.Method;
import org.dashsweep.adapter.SavedAdapterTensors;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.weights.ElementType;
import org.dashsweep.weights.StoredTensor;
import org.dashsweep.weights.WritableTensor;
import org.dashsweep.weights.safetensors.SafetensorsWriter;

/**
 * A U-Net's adapter as a plain LoRA, in the two layouts that programs of pictures read. All scaling
 * is in B, so that α is the rank.
 *
 * <ul>
 *   <li>{@code pytorch_lora_weights.safetensors}: what {@code load_lora_weights} of diffusers loads
 *   <li>{@code kohya.safetensors}: what ComfyUI and AUTOMATIC1111's web UI load
 * </ul>
 */
public final class DiffusersLora {
  /** The name that {@code load_lora_weights} looks for in a directory. */
  public static final String FILE = "pytorch_lora_weights.safetensors";

  /** The file in kohya's layout. */
  public static final String KOHYA_FILE = "kohya.safetensors";

  private static final String UNET = "unet.";
  private static final String KOHYA_UNET = "lora_unet_";

  private DiffusersLora() {}

  /**
   * Writes both files.
   *
   * @param directory exists already
   * @param names of the U-Net's layers
   * @param layers residual blocks of each level of the U-Net on the way down
   * @return whether the adapter is a plain LoRA: otherwise nothing is written
   */
  public static boolean write(
      Path directory, Method method, AdapterSet adapters, LayerNames names, List<Integer> layers) {
    try (TensorScope work = adapters.scope().child()) {
      Optional<Map<LinearLayer, FoldedProducts.Factors>> products =
          FoldedProducts.of(method, work, adapters);
      products.ifPresent(
          folded -> {
            SafetensorsWriter.write(
                directory.resolve(FILE), diffusers(folded, names), Map.of("format", "pt"));
            SafetensorsWriter.write(
                directory.resolve(KOHYA_FILE),
                kohya(folded, names, new KohyaNames(layers)),
                Map.of("ss_network_module", "networks.lora"));
          });
      return products.isPresent();
    }
  }

  private static SortedMap<String, WritableTensor> diffusers(
      Map<LinearLayer, FoldedProducts.Factors> products, LayerNames names) {
    SortedMap<String, WritableTensor> tensors = new TreeMap<>();
    products.forEach(
        (layer, factors) -> {
          String module = UNET + names.checkpointName(layer);
          tensors.put(module + ".lora_A.weight", SavedAdapterTensors.of(factors.right()));
          tensors.put(module + ".lora_B.weight", SavedAdapterTensors.of(factors.left()));
        });
    return tensors;
  }

  private static SortedMap<String, WritableTensor> kohya(
      Map<LinearLayer, FoldedProducts.Factors> products, LayerNames names, KohyaNames kohya) {
    SortedMap<String, WritableTensor> tensors = new TreeMap<>();
    products.forEach(
        (layer, factors) -> {
          String module = KOHYA_UNET + kohya.of(names.checkpointName(layer));
          tensors.put(module + ".lora_down.weight", SavedAdapterTensors.of(factors.right()));
          tensors.put(module + ".lora_up.weight", SavedAdapterTensors.of(factors.left()));
          tensors.put(module + ".alpha", scalar((float) factors.right().size(0)));
        });
    return tensors;
  }

  private static StoredTensor scalar(float value) {
    ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putFloat(0, value);
    return new StoredTensor(ElementType.FLOAT32, List.of(), bytes);
  }
}
