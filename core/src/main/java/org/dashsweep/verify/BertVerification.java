package org.dashsweep.verify;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.checkpoint.CheckpointException;
import org.dashsweep.checkpoint.HuggingFaceDirectory;
import org.dashsweep.checkpoint.StoredTensor;
import org.dashsweep.model.ModelException;
import org.dashsweep.model.PackedBatch;
import org.dashsweep.model.Pooling;
import org.dashsweep.model.WeightIndex;
import org.dashsweep.model.WeightLoader;
import org.dashsweep.model.bert.BertClassifier;
import org.dashsweep.model.bert.BertConfig;
import org.dashsweep.model.bert.BertModel;
import org.dashsweep.script.Arguments;
import org.dashsweep.script.ScriptModule;
import org.dashsweep.tensor.Autograd;
import org.dashsweep.tensor.Precision;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;

/**
 * Recomputes {@code BertForSequenceClassification} without dropout: hidden states, logits, loss and
 * gradients.
 */
final class BertVerification {
  private static final String WEIGHT = "classifier.weight";
  private static final String BIAS = "classifier.bias";

  private final ReferenceFile reference;
  private final Checks checks;
  private final TensorScope scope;
  private final BertConfig config;
  private final BertClassifier classifier;
  private final List<WeightIndex> weights;
  private final int labels;

  private BertVerification(
      ReferenceFile reference,
      TensorScope scope,
      BertConfig config,
      BertClassifier classifier,
      List<WeightIndex> weights,
      int labels) {
    this.reference = reference;
    this.checks = new Checks(reference);
    this.scope = scope;
    this.config = config;
    this.classifier = classifier;
    this.weights = weights;
    this.labels = labels;
  }

  /** Loads the model for itself alone, because gradients of its weights are recorded. */
  static Verification run(HuggingFaceDirectory model, ReferenceFile reference) {
    BertConfig config =
        BertConfig.read(model.directory().resolve("config.json").toString(), model.config());
    StoredTensor weight = model.checkpoint().tensor(WEIGHT);
    // Its width is checked when it is loaded.
    int labels = Math.toIntExact(weight.elements() / config.hiddenSize());
    try (TensorScope scope = TensorScope.open();
        BertModel base = BertModel.load(model.checkpoint(), config, Precision.FLOAT32)) {
      WeightLoader loader = new WeightLoader(model.checkpoint(), "", scope);
      Map<String, Tensor> head = new LinkedHashMap<>();
      head.put(WEIGHT, loader.load(WEIGHT, Precision.FLOAT32, labels, config.hiddenSize()));
      head.put(BIAS, loader.load(BIAS, Precision.FLOAT32, labels));
      if (base.pooler().isEmpty()) {
        throw new ModelException(
            model.checkpoint().source(),
            "holds no pooler, which BertForSequenceClassification has before its classifier");
      }
      head.putAll(base.pooler());
      List<WeightIndex> weights = List.of(base.weights(), loader.index());
      weights.forEach(WeightIndex::recordGradients);
      AdapterSet none = new AdapterSet(scope);
      try (BertClassifier classifier =
          new BertClassifier(scope.child(), base, config, none, 0, Pooling.FIRST, head)) {
        return new BertVerification(reference, scope, config, classifier, weights, labels)
            .compare();
      }
    }
  }

  private Verification compare() {
    MaskedRows rows = MaskedRows.read(reference, "");
    rows.requireRightPadding(
        "BertForSequenceClassification classifies by the first place of a row: pad behind the tokens");
    List<Tensor> hidden = new ArrayList<>();
    Tensor logits = classifier.inspect(scope, batch(rows), hidden);
    for (int i = 0; i < hidden.size(); i++) {
      checks.compareTokens("hidden." + i, hidden.get(i).floats(), rows, Tolerances.HIDDEN);
    }
    checks.compare(
        "logits",
        logits.floats(),
        List.of((long) rows.examples(), (long) labels),
        Tolerances.HIDDEN);
    if (reference.has("labels")) {
      compareLoss(logits, rows);
    }
    return checks.finish(
        "input_ids, attention_mask, token_type_ids, labels, hidden.0 to hidden.%d, logits and, with labels, loss and grad.NAME"
            .formatted(hidden.size() - 1));
  }

  private PackedBatch batch(MaskedRows rows) {
    if (rows.length() > config.maximumPositions()) {
      throw new CheckpointException(
          reference.source(),
          "has rows of %d tokens; the model has %d positions"
              .formatted(rows.length(), config.maximumPositions()));
    }
    long[] ids = reference.longs("input_ids", rows.examples(), rows.length());
    long[] segments =
        reference.has("token_type_ids")
            ? reference.longs("token_type_ids", rows.examples(), rows.length())
            : new long[ids.length];
    return PackedBatch.of(
        rows.runs().stream()
            .map(
                run ->
                    new MaskedRows.Tokens(
                        rows.select("input_ids", ids, run, config.vocabularySize()),
                        rows.select("token_type_ids", segments, run, config.segments())))
            .toList());
  }

  private void compareLoss(Tensor logits, MaskedRows rows) {
    long[] expected = reference.longs("labels", rows.examples());
    for (long label : expected) {
      if (label < 0 || label >= labels) {
        throw reference.problem(
            "labels", "holds %d; the model has %d labels".formatted(label, labels));
      }
    }
    try (ScriptModule losses =
        ScriptModule.compile(
            scope, "Losses", List.of("/org/dashsweep/train/classification.py"), Map.of())) {
      Tensor loss =
          losses
              .differentiate(
                  scope,
                  "cross_entropy",
                  new Arguments()
                      .tensor(logits)
                      .tensor(scope.longs(expected, expected.length))
                      .tensor(scope.scalar((double) expected.length)))
              .get(0);
      checks.compare("loss", loss.floats(), List.of(), Tolerances.LOSS);
      Autograd.backward(loss);
    }
    new Gradients(reference, weights).compare(checks, "");
  }
}
