package org.dashsweep.verification;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.model.ClassifierSettings;
import org.dashsweep.model.EncoderClassifier;
import org.dashsweep.model.EncoderConfig;
import org.dashsweep.model.EncoderFamily;
import org.dashsweep.model.EncoderModel;
import org.dashsweep.model.ModelException;
import org.dashsweep.model.PackedBatch;
import org.dashsweep.model.PositionAdapters;
import org.dashsweep.tensor.Autograd;
import org.dashsweep.tensor.Device;
import org.dashsweep.tensor.Precision;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.script.Arguments;
import org.dashsweep.tensor.script.ScriptModule;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.huggingface.HuggingFaceDirectory;

/**
 * Recomputes Hugging Face's sequence classifier of a family of encoders without dropout: hidden
 * states, logits, loss and gradients. A head of one output is a regression.
 */
final class EncoderVerification {
  private final ReferenceFile reference;
  private final Checks checks;
  private final TensorScope scope;
  private final EncoderModel base;
  private final EncoderClassifier classifier;
  private final int labels;

  private EncoderVerification(
      ReferenceFile reference, TensorScope scope, EncoderModel base, int labels) {
    this.reference = reference;
    this.checks = new Checks(reference);
    this.scope = scope;
    this.base = base;
    this.labels = labels;
    this.classifier =
        base.classifier(
            scope.child(),
            new AdapterSet(scope),
            new ClassifierSettings(
                labels, base.config().pooling(), 0, 0, 0, 0, PositionAdapters.BOTH, 0),
            base.head());
  }

  /**
   * Loads the model for itself alone, because gradients of its weights are recorded.
   *
   * @param family that it is of
   * @param device computes
   */
  static Verification run(
      EncoderFamily<?, ?> family,
      HuggingFaceDirectory model,
      ReferenceFile reference,
      Device device) {
    try (TensorScope scope = TensorScope.open(device);
        EncoderModel base =
            family.load(model.checkpoint(), model.config(), Precision.FLOAT32, device)) {
      base.headWeights().forEach(name -> headPart(model, base, name));
      int labels = Math.toIntExact(headPart(model, base, "classifier.weight").size(0));
      base.weights().recordGradients();
      return new EncoderVerification(reference, scope, base, labels).compare();
    }
  }

  static Tensor headPart(HuggingFaceDirectory model, EncoderModel base, String name) {
    Tensor part = base.head().get(name);
    if (part == null) {
      throw new ModelException(
          model.checkpoint().source(),
          String.format(
              Locale.ROOT, "holds no %s, which a sequence classifier has", base.headName(name)));
    }
    return part;
  }

  private Verification compare() {
    MaskedRows rows = MaskedRows.read(reference, "");
    rows.requireRightPadding(
        "a sequence is classified by the first place of its row: pad behind the tokens");
    List<Tensor> hidden = new ArrayList<>();
    Tensor logits = classifier.inspect(scope, batch(rows), hidden);
    for (int i = 0; i < hidden.size(); i++) {
      checks.compareTokens("hidden." + i, hidden.get(i).floats(), rows, Tolerances.HIDDEN);
    }
    checks.compare("logits", logits.floats(), logitsShape(rows), Tolerances.HIDDEN);
    if (reference.has("labels")) {
      compareLoss(logits, rows);
    }
    return checks.finish(
        String.format(
            Locale.ROOT,
            "input_ids, attention_mask, token_type_ids, labels, hidden.0 to hidden.%d, logits and, with labels, loss and grad.NAME",
            hidden.size() - 1));
  }

  /** (B, labels), or (B,) where the reference has the scores of a regression squeezed. */
  private List<Long> logitsShape(MaskedRows rows) {
    List<Long> squeezed = List.of((long) rows.examples());
    return labels == 1 && reference.has("logits") && reference.shape("logits").equals(squeezed)
        ? squeezed
        : List.of((long) rows.examples(), (long) labels);
  }

  private PackedBatch batch(MaskedRows rows) {
    EncoderConfig config = base.config();
    if (rows.length() > config.maximumPositions()) {
      throw new CheckpointException(
          reference.source(),
          String.format(
              Locale.ROOT,
              "has rows of %d tokens; the model has %d positions",
              rows.length(),
              config.maximumPositions()));
    }
    long[] ids = reference.longs("input_ids", rows.examples(), rows.length());
    long[] segments =
        reference.has("token_type_ids")
            ? reference.longs("token_type_ids", rows.examples(), rows.length())
            : new long[ids.length];
    // A model without segments reads none, whatever the reference has.
    int segmentLimit = config.segments() == 0 ? Integer.MAX_VALUE : config.segments();
    return PackedBatch.of(
        rows.runs().stream()
            .map(
                run ->
                    new MaskedRows.Tokens(
                        rows.select("input_ids", ids, run, config.vocabularySize()),
                        rows.select("token_type_ids", segments, run, segmentLimit)))
            .toList());
  }

  private void compareLoss(Tensor logits, MaskedRows rows) {
    try (ScriptModule losses =
        ScriptModule.compile(
            scope, "Losses", List.of("/org/dashsweep/train/classification.py"), Map.of())) {
      Tensor loss =
          losses
              .differentiate(
                  scope,
                  labels == 1 ? "squared_error" : "cross_entropy",
                  new Arguments()
                      .tensor(logits)
                      .tensor(labels == 1 ? scores(rows.examples()) : classes(rows.examples()))
                      .tensor(scope.scalar((double) rows.examples())))
              .get(0);
      checks.compare("loss", loss.floats(), List.of(), Tolerances.LOSS);
      Autograd.backward(loss);
    }
    new Gradients(reference, List.of(base.weights())).compare(checks, "");
  }

  private Tensor scores(int examples) {
    float[] expected = reference.floats("labels");
    if (expected.length != examples) {
      throw reference.problem(
          "labels",
          String.format(Locale.ROOT, "holds %d scores for %d examples", expected.length, examples));
    }
    return scope.floats(expected, examples);
  }

  private Tensor classes(int examples) {
    long[] expected = reference.longs("labels", examples);
    for (long label : expected) {
      if (label < 0 || label >= labels) {
        throw reference.problem(
            "labels",
            String.format(Locale.ROOT, "holds %d; the model has %d labels", label, labels));
      }
    }
    return scope.longs(expected, examples);
  }
}
