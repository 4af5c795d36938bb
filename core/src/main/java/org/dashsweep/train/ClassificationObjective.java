package org.dashsweep.train;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.data.EncodedData;
import org.dashsweep.data.EncodedExample;
import org.dashsweep.data.Label;
import org.dashsweep.data.Labels;
import org.dashsweep.model.DropoutSeeds;
import org.dashsweep.model.PackedBatch;
import org.dashsweep.model.SequenceClassifier;
import org.dashsweep.tensor.Autograd;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.script.Arguments;
import org.dashsweep.tensor.script.ScriptModule;

/**
 * The mean cross-entropy of classes, or the mean squared error of scores: which of them, the
 * examples' labels say.
 */
public final class ClassificationObjective implements Objective {
  private final TensorScope scope;
  private final SequenceClassifier model;
  private final List<EncodedExample> examples;
  private final boolean scores;
  private final ScriptModule losses;

  /**
   * Makes an objective over these examples.
   *
   * @param scope of the trial; holds the script
   * @param labels what the examples' labels can be
   */
  public ClassificationObjective(
      TensorScope scope, SequenceClassifier model, Labels labels, List<EncodedExample> examples) {
    this.scope = scope;
    this.model = model;
    this.examples = List.copyOf(examples);
    this.scores = labels instanceof Labels.Scores;
    this.losses =
        ScriptModule.compile(
            scope, "Losses", List.of("/org/dashsweep/train/classification.py"), Map.of());
  }

  @Override
  public AdapterSet adapters() {
    return model.adapters();
  }

  @Override
  public Map<String, Tensor> head() {
    return model.head();
  }

  @Override
  public int[] lengths() {
    return EncodedData.lengths(examples);
  }

  @Override
  public long terms(int example) {
    return 1;
  }

  @Override
  public Pass accumulate(int[] indices, long terms, DropoutSeeds seeds) {
    Stopwatch watch = new Stopwatch();
    List<EncodedExample> batch = Arrays.stream(indices).mapToObj(examples::get).toList();
    PackedBatch packed = PackedBatch.of(batch.stream().map(EncodedExample::text).toList());
    try (TensorScope pass = scope.child()) {
      Tensor loss =
          losses
              .differentiate(
                  pass,
                  scores ? "squared_error" : "cross_entropy",
                  new Arguments()
                      .tensor(model.trainingLogits(pass, packed, seeds))
                      .tensor(scores ? scores(pass, batch) : classes(pass, batch))
                      .tensor(pass.number((double) terms)))
              .get(0);
      double forward = watch.lap();
      Autograd.backward(loss);
      return new Pass(loss.scalar(), packed.tokenCount(), forward, watch.lap());
    }
  }

  /** (B,). */
  private static Tensor classes(TensorScope pass, List<EncodedExample> batch) {
    long[] indices =
        batch.stream().mapToLong(example -> ((Label.OfClass) example.label()).index()).toArray();
    return pass.longs(indices, indices.length);
  }

  /** (B,). */
  private static Tensor scores(TensorScope pass, List<EncodedExample> batch) {
    float[] values = new float[batch.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) ((Label.Score) batch.get(i).label()).value();
    }
    return pass.floats(values, values.length);
  }
}
