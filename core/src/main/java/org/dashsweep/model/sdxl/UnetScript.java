package org.dashsweep.model.sdxl;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.Torch;
import org.dashsweep.tensor.script.Arguments;
import org.dashsweep.tensor.script.ScriptModule;

/** The methods of {@code unet.py} on one base and one trial's adapters. */
final class UnetScript implements AutoCloseable {
  private static final List<String> SOURCES =
      List.of(
          "/org/dashsweep/adapter/linear.py",
          "/org/dashsweep/model/sdxl/convolution.py",
          "/org/dashsweep/model/sdxl/unet.py");

  private final UnetModel base;
  private final AdapterSet adapters;
  private final ScriptModule script;

  /** One of the ways of calling a script method. */
  interface Call {
    List<Tensor> run(TensorScope scope, String method, Arguments arguments);
  }

  UnetScript(TensorScope scope, UnetModel base, AdapterSet adapters, double adapterDropout) {
    this.base = base;
    this.adapters = adapters;
    this.script =
        ScriptModule.compile(scope, "Unet", SOURCES, attributes(base, scope, adapterDropout));
  }

  private static Map<String, Object> attributes(
      UnetModel base, TensorScope scope, double adapterDropout) {
    UnetConfig config = base.config();
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put("groups", config.groups());
    attributes.put("norm_epsilon", config.normEpsilon());
    attributes.put("time_width", config.channels().get(0));
    attributes.put("addition_time_width", config.embedding().idWidth());
    attributes.put("cosine_first", config.embedding().cosineFirst());
    attributes.put("frequency_shift", config.embedding().frequencyShift());
    attributes.put("downsample_padding", config.downsamplePadding());
    attributes.put("gradient_scale", 1.0);
    attributes.put("adapter_dropout", adapterDropout);
    attributes.put("onednn", Torch.hasOneDnn(scope.device()));
    return attributes;
  }

  /** Records what gradients need. */
  Call differentiated() {
    return script::differentiate;
  }

  /** Records nothing; the results may take part in gradients. */
  Call computed() {
    return script::compute;
  }

  List<UnetUnit> units() {
    return base.units();
  }

  /** Embeds what all units share. */
  UnetContext context(TensorScope work, float[] timesteps, Conditioning conditioning) {
    Tensor time =
        script
            .compute(
                work,
                "embed",
                new Arguments()
                    .tensor(work.floats(timesteps, timesteps.length))
                    .tensor(conditioning.pooled())
                    .tensor(conditioning.timeIds())
                    .dictionary("p", base.embeddings()))
            .get(0);
    return new UnetContext(time, conditioning.prompts());
  }

  /**
   * Runs one unit.
   *
   * @param seed of its dropout masks, or −1
   */
  Tensor unit(
      Call call, TensorScope work, int index, List<Tensor> inputs, UnetContext context, long seed) {
    UnetUnit unit = base.units().get(index);
    Arguments arguments = new Arguments();
    inputs.forEach(arguments::tensor);
    List<Tensor> further = unit.further(work, context);
    further.forEach(arguments::tensor);
    arguments.dictionary("p", base.weights(index), adapters.block(index)).tensor(work.number(seed));
    return call.run(work, unit.method(), arguments).get(0);
  }

  /**
   * Returns the mean squared error of every image, (B,), and the gradient of their weighted sum
   * with respect to the prediction.
   */
  List<Tensor> loss(TensorScope work, Tensor prediction, Tensor target, float[] weights) {
    return script.compute(
        work,
        "loss",
        new Arguments()
            .tensor(prediction)
            .tensor(target)
            .tensor(work.floats(weights, weights.length)));
  }

  @Override
  public void close() {
    script.close();
  }
}
