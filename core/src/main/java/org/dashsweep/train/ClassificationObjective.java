package org.dashsweep.train;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.data.EncodedData;
import org.dashsweep.data.EncodedExample;
import org.dashsweep.model.DropoutSeeds;
import org.dashsweep.model.PackedBatch;
import org.dashsweep.model.SequenceClassifier;
import org.dashsweep.script.Arguments;
import org.dashsweep.script.ScriptModule;
import org.dashsweep.tensor.Autograd;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;

/** The mean cross-entropy of a classifier's labels. */
public final class ClassificationObjective implements Objective {
  private final TensorScope scope;
  private final SequenceClassifier model;
  private final List<EncodedExample> examples;
  private final ScriptModule losses;

  /**
   * An objective over these examples.
   *
   * @param scope of the trial; holds the script
   */
  public ClassificationObjective(
      TensorScope scope, SequenceClassifier model, List<EncodedExample> examples) {
    this.scope = scope;
    this.model = model;
    this.examples = List.copyOf(examples);
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
    long[] labels = batch.stream().mapToLong(EncodedExample::label).toArray();
    try (TensorScope pass = scope.child()) {
      Tensor loss =
          losses
              .differentiate(
                  pass,
                  "cross_entropy",
                  new Arguments()
                      .tensor(model.trainingLogits(pass, packed, seeds))
                      .tensor(pass.longs(labels, labels.length))
                      .tensor(pass.scalar((double) terms)))
              .get(0);
      double forward = watch.lap();
      Autograd.backward(loss);
      return new Pass(loss.scalar(), packed.tokenCount(), forward, watch.lap());
    }
  }
}
