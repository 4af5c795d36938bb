package org.dashsweep.model.llama;

import java.util.List;
import java.util.Map;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.Torch;
import org.dashsweep.tensor.script.ScriptModule;

/** The TorchScript of LLaMA, and of decoding with it. */
final class LlamaSources {
  private static final String LINEAR = "/org/dashsweep/adapter/linear.py";
  private static final String LLAMA = "/org/dashsweep/model/llama/llama.py";
  private static final String DECODE = "/org/dashsweep/model/llama/decode.py";

  private LlamaSources() {}

  /**
   * Compiles the model.
   *
   * @param scope closes it with itself
   * @param adapterDropout of the adapters' inputs in training
   */
  static ScriptModule model(TensorScope scope, LlamaConfig config, double adapterDropout) {
    return compile(scope, config, adapterDropout, List.of(LINEAR, LLAMA));
  }

  /** Compiles the model and the decoding with it. */
  static ScriptModule decoder(TensorScope scope, LlamaConfig config) {
    return compile(scope, config, 0, List.of(LINEAR, LLAMA, DECODE));
  }

  private static ScriptModule compile(
      TensorScope scope, LlamaConfig config, double adapterDropout, List<String> sources) {
    return ScriptModule.compile(
        scope,
        "Llama",
        sources,
        Map.of(
            "heads", config.heads(),
            "key_value_heads", config.keyValueHeads(),
            "head_width", config.headWidth(),
            "padding_token", config.paddingToken(),
            "norm_epsilon", config.normEpsilon(),
            "adapter_dropout", adapterDropout,
            "onednn", Torch.hasOneDnn(scope.device())));
  }
}
