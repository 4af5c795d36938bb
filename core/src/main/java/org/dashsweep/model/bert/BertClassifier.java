package org.dashsweep.model.bert;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.adapter.InitialValues;
import org.dashsweep.model.DropoutSeeds;
import org.dashsweep.model.PackedBatch;
import org.dashsweep.model.Pooling;
import org.dashsweep.model.SequenceClassifier;
import org.dashsweep.script.Arguments;
import org.dashsweep.script.ScriptModule;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.Torch;

/** A BERT encoder with adapters and a linear head, as {@code bert.py} computes it. */
public final class BertClassifier implements SequenceClassifier {
  private static final List<String> SOURCES =
      List.of("/org/dashsweep/adapter/linear.py", "/org/dashsweep/model/bert/bert.py");

  /**
   * Standard deviation of the head's initial weights, as Hugging Face's {@code initializer_range}.
   */
  private static final double HEAD_DEVIATION = 0.02;

  private final TensorScope scope;
  private final BertModel base;
  private final AdapterSet adapters;
  private final Map<String, Tensor> head;
  private final Pooling pooling;
  private final ScriptModule script;

  /**
   * Puts a trial's model together.
   *
   * @param scope owned by the trial; holds the adapters, the head and the script
   * @param config the base's shape with the trial's dropout rates
   * @param head {@code classifier.weight} (labels, D), {@code classifier.bias} (labels,) and
   *     perhaps {@code pooler.dense.*}; they train
   */
  public BertClassifier(
      TensorScope scope,
      BertModel base,
      BertConfig config,
      AdapterSet adapters,
      double adapterDropout,
      Pooling pooling,
      Map<String, Tensor> head) {
    this.scope = scope;
    this.base = base;
    this.adapters = adapters;
    this.pooling = pooling;
    this.head = new LinkedHashMap<>(head);
    this.script =
        ScriptModule.compile(
            scope,
            "Bert",
            SOURCES,
            Map.of(
                "heads", config.heads(),
                "padding_token", config.paddingToken(),
                "norm_epsilon", config.normEpsilon(),
                "hidden_dropout", config.hiddenDropout(),
                "attention_dropout", config.attentionDropout(),
                "classifier_dropout", config.classifierDropout(),
                "adapter_dropout", adapterDropout,
                "onednn", Torch.hasOneDnn()));
  }

  /**
   * A fresh head: normal weights, zero biases; with first-token pooling the checkpoint's pooler, if
   * it has one, is copied and trains too.
   */
  public static Map<String, Tensor> newHead(
      TensorScope scope, BertModel base, Pooling pooling, int labels, long seed) {
    int hidden = base.config().hiddenSize();
    RandomGenerator random = InitialValues.stream(seed, "classifier.weight");
    float[] weight = new float[labels * hidden];
    for (int i = 0; i < weight.length; i++) {
      weight[i] = (float) random.nextGaussian(0, HEAD_DEVIATION);
    }
    Map<String, Tensor> head = new LinkedHashMap<>();
    head.put("classifier.weight", scope.floats(weight, labels, hidden).recordGradient());
    head.put("classifier.bias", scope.zeros(labels).recordGradient());
    if (pooling == Pooling.FIRST) {
      base.pooler()
          .forEach(
              (name, tensor) ->
                  head.put(name, scope.floats(tensor.floats(), tensor.shape()).recordGradient()));
    }
    return head;
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
  private interface Call {
    List<Tensor> run(TensorScope scope, String method, Arguments arguments);
  }

  private Tensor run(
      Call call, TensorScope work, PackedBatch batch, DropoutSeeds seeds, List<Tensor> hidden) {
    Map<String, Tensor> layout = batch.layout(work);
    int blocks = base.config().blocks();
    Tensor x =
        call.run(
                work,
                "embed",
                new Arguments()
                    .tensor(batch.tokens(work))
                    .tensor(batch.positions(work))
                    .tensor(batch.segments(work))
                    .dictionary("p", base.embeddings())
                    .tensor(work.scalar(seeds.of(blocks))))
            .get(0);
    hidden.add(x);
    for (int i = 0; i < blocks; i++) {
      x =
          call.run(
                  work,
                  "block",
                  new Arguments()
                      .tensor(x)
                      .dictionary("layout", layout)
                      .dictionary("p", base.block(i), adapters.block(i))
                      .tensor(work.scalar(seeds.of(i))))
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
                .tensor(work.scalar(seeds.of(blocks + 1))))
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
