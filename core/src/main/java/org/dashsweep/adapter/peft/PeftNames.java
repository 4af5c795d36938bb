package org.dashsweep.adapter.peft;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.dashsweep.adapter.AdapterTensor;
import org.dashsweep.adapter.LayerNames;
import org.dashsweep.adapter.LinearLayer;
import org.dashsweep.adapter.MethodType;
import org.dashsweep.adapter.Methods;
import org.dashsweep.adapter.TargetModules;

/** The names of a base model's tensors and modules in PEFT's files. */
final class PeftNames {
  static final String MODEL = "base_model.model.";

  /** The tensors that methods add to layers, by PEFT's end of a name. */
  static final Map<String, AdapterTensor> PARTS = parts();

  private final LayerNames base;
  private final Map<String, LinearLayer> layers = new LinkedHashMap<>();

  private static Map<String, AdapterTensor> parts() {
    Map<String, AdapterTensor> parts = new LinkedHashMap<>();
    for (AdapterTensor tensor : Methods.tensors()) {
      if (tensor.peft() != null) {
        parts.put(tensor.peft(), tensor);
      }
    }
    return parts;
  }

  /**
   * The tensors that the methods of one {@code peft_type} add to layers, by PEFT's end of a name.
   */
  static Map<String, AdapterTensor> parts(String type) {
    Map<String, AdapterTensor> parts = new LinkedHashMap<>();
    for (MethodType method : Methods.ALL) {
      if (method.peftType().equals(Optional.of(type))) {
        for (AdapterTensor tensor : method.tensors()) {
          if (tensor.peft() != null) {
            parts.put(tensor.peft(), tensor);
          }
        }
      }
    }
    return parts;
  }

  PeftNames(LayerNames base) {
    this.base = base;
    for (LinearLayer layer : base.linearLayers()) {
      // Adapters of the encoder alone, without a head, know it by the checkpoint's names.
      layers.put(base.checkpointName(layer), layer);
      layers.put(base.moduleName(layer), layer);
    }
  }

  /** Tells whether a tensor is one of an adapted layer. */
  static boolean isPart(String tensor) {
    return PARTS.keySet().stream().anyMatch(tensor::endsWith);
  }

  String tensor(LinearLayer layer, AdapterTensor part) {
    return MODEL + base.moduleName(layer) + part.peft();
  }

  Optional<LinearLayer> layer(String module) {
    return Optional.ofNullable(layers.get(module));
  }

  /**
   * Names that fit the adapted layers and no others: {@link #target}, or whole names where that
   * fits modules that are not adapted.
   */
  List<String> targets(Set<LinearLayer> adapted) {
    Set<String> modules =
        adapted.stream().map(LinearLayer::module).collect(Collectors.toUnmodifiableSet());
    return adapted.stream()
        .map(
            layer -> {
              String end = target(layer);
              boolean exact =
                  base.linearLayers().stream()
                      .map(LinearLayer::module)
                      .filter(module -> TargetModules.fits(end, module))
                      .allMatch(modules::contains);
              return exact ? end : base.moduleName(layer);
            })
        .distinct()
        .toList();
  }

  /**
   * The shortest end of a module's name that fits no other module of its block: shorter ones could
   * fit modules outside the blocks.
   */
  String target(LinearLayer layer) {
    List<String> modules =
        base.linearLayers().stream().map(LinearLayer::module).distinct().toList();
    String name = layer.module();
    for (int dot = name.lastIndexOf('.'); dot >= 0; dot = name.lastIndexOf('.', dot - 1)) {
      String end = name.substring(dot + 1);
      if (modules.stream().filter(module -> TargetModules.fits(end, module)).count() == 1) {
        return end;
      }
    }
    return name;
  }
}
