package org.dashsweep.model.decoder;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.Torch;
import org.dashsweep.tensor.script.ScriptModule;

/** The TorchScript of a decoder, and of decoding with it. */
final class DecoderSources {
  private static final String LINEAR = "/org/dashsweep/adapter/linear.py";
  private static final String EVALUATED = "/org/dashsweep/adapter/evaluated.py";
  private static final String DECODER = "/org/dashsweep/model/decoder/decoder.py";
  private static final String DECODE = "/org/dashsweep/model/decoder/decode.py";

  private DecoderSources() {}

  /**
   * Compiles the model.
   *
   * @param scope closes it with itself
   * @param adapterDropout of the adapters' inputs in training
   */
  static ScriptModule model(TensorScope scope, DecoderConfig config, double adapterDropout) {
    return compile(scope, config, adapterDropout, List.of(LINEAR, DECODER));
  }

  /** Compiles the model and the decoding with it. */
  static ScriptModule decoder(TensorScope scope, DecoderConfig config) {
    List<String> sources = new ArrayList<>(List.of(LINEAR, DECODER, DECODE));
    if (Torch.hasOneDnn(scope.device())) {
      sources.add(EVALUATED);
    }
    return compile(scope, config, 0, sources);
  }

  private static ScriptModule compile(
      TensorScope scope, DecoderConfig config, double adapterDropout, List<String> sources) {
    return ScriptModule.compile(
        scope,
        "Decoder",
        sources,
        Map.of(
            "heads", config.heads(),
            "key_value_heads", config.keyValueHeads(),
            "head_width", config.headWidth(),
            "padding_token", config.paddingToken(),
            "head_norms", config.attention().headNorms(),
            "window", config.attention().window().tokens(),
            "norm_epsilon", config.normEpsilon(),
            "adapter_dropout", adapterDropout,
            "onednn", Torch.hasOneDnn(scope.device())));
  }
}
