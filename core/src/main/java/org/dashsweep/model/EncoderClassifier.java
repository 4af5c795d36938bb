package org.dashsweep.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.adapter.BaseTensor;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.Torch;
import org.dashsweep.tensor.script.Arguments;
import org.dashsweep.tensor.script.ScriptModule;

/**
 * An encoder with adapters and a head, as {@code encoder.py} and the family's sources compute it.
 */
public final class EncoderClassifier implements SequenceClassifier {
  private final TensorScope scope;
  private final EncoderModel base;
  private final AdapterSet adapters;
  private final Map<String, Tensor> head;
  private final Pooling pooling;
  private final ScriptModule script;

  EncoderClassifier(
      TensorScope scope,
      EncoderModel base,
      AdapterSet adapters,
      ClassifierSettings settings,
      Map<String, Tensor> head) {
    this.scope = scope;
    this.base = base;
    this.adapters = adapters;
    this.pooling = settings.pooling();
    this.head = new LinkedHashMap<>(head);
    this.script =
        ScriptModule.compile(
            scope,
            "Encoder",
            Stream.concat(
                    Stream.of(
                        "/org/dashsweep/adapter/linear.py", "/org/dashsweep/model/encoder.py"),
                    base.sources().stream())
                .toList(),
            attributes(base, settings));
  }

  private static Map<String, Object> attributes(EncoderModel base, ClassifierSettings settings) {
    EncoderConfig config = base.config();
    DropoutRates dropout =
        config
            .dropout()
            .overridden(
                settings.hiddenDropout(),
                settings.attentionDropout(),
                settings.classifierDropout());
    Map<String, Object> attributes = new HashMap<>(base.attributes(settings));
    attributes.put("heads", config.heads());
    attributes.put("padding_token", config.paddingToken());
    attributes.put("padding_position", config.paddingPosition());
    attributes.put("norm_epsilon", config.normEpsilon());
    attributes.put("activation", config.activation().code());
    attributes.put("pooler_activation", config.poolerActivation().code());
    attributes.put("hidden_dropout", dropout.hidden());
    attributes.put("attention_dropout", dropout.attention());
    attributes.put("pooler_dropout", dropout.pooler());
    attributes.put("classifier_dropout", dropout.classifier());
    attributes.put("adapter_dropout", settings.adapterDropout());
    attributes.put("onednn", Torch.hasOneDnn(base.device()));
    return attributes;
  }

  @Override
  public Tensor trainingLogits(TensorScope work, PackedBatch batch, DropoutSeeds seeds) {
    return run(script::differentiate, work, batch, seeds, new ArrayList<>());
  }

  @Override
  public Tensor logits(TensorScope work, PackedBatch batch) {
    return run(script::evaluate, work, batch, DropoutSeeds.EVALUATION, new ArrayList<>());
  }

  /**
   * Logits without dropout, with gradients, and every block's hidden states put into {@code
   * hidden}.
   */
  public Tensor inspect(TensorScope work, PackedBatch batch, List<Tensor> hidden) {
    return run(script::differentiate, work, batch, DropoutSeeds.EVALUATION, hidden);
  }

  /** Either way of calling a script method. */
  @FunctionalInterface
  public interface Call {
    /** Runs a method; {@code scope} owns what it returns. */
    List<Tensor> run(TensorScope scope, String method, Arguments arguments);
  }

  private Tensor run(
      Call call, TensorScope work, PackedBatch batch, DropoutSeeds seeds, List<Tensor> hidden) {
    Map<String, Tensor> layout = batch.layout(work);
    base.complete(layout, call, work, adapters);
    int blocks = base.config().blocks();
    Tensor x =
        call.run(
                work,
                "embed",
                new Arguments()
                    .tensor(batch.tokens(work))
                    .tensor(base.positions(work, batch))
                    .tensor(batch.segments(work))
                    .dictionary("p", base.embeddings(), adapters.in(BaseTensor.EMBEDDINGS))
                    .tensor(work.number(seeds.of(blocks))))
            .get(0);
    hidden.add(x);
    for (int i = 0; i < blocks; i++) {
      x =
          call.run(
                  work,
                  base.blockMethod(i),
                  new Arguments()
                      .tensor(x)
                      .dictionary("layout", layout)
                      .dictionary("p", base.block(i), adapters.block(i))
                      .tensor(work.number(seeds.of(i))))
              .get(0);
      hidden.add(x);
    }
    Tensor pooled =
        call.run(
                work,
                pooling == Pooling.MEAN ? "pool_mean" : "pool_first",
                new Arguments().tensor(x).dictionary("layout", layout))
            .get(0);
    return call.run(
            work,
            "classify",
            new Arguments()
                .tensor(pooled)
                .dictionary("p", head)
                .tensor(work.number(seeds.of(blocks + 1))))
        .get(0);
  }

  @Override
  public AdapterSet adapters() {
    return adapters;
  }

  @Override
  public Map<String, Tensor> head() {
    return head;
  }

  @Override
  public void close() {
    script.close();
    scope.close();
  }
}
