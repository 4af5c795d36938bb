package org.dashsweep.verification;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.dashsweep.adapter.AdaptedBase;
import org.dashsweep.data.BatchOrder;
import org.dashsweep.data.EncodedData;
import org.dashsweep.data.EncodedExample;
import org.dashsweep.data.Label;
import org.dashsweep.data.Labels;
import org.dashsweep.model.ClassifierSettings;
import org.dashsweep.model.EncoderClassifier;
import org.dashsweep.model.EncoderFamily;
import org.dashsweep.model.EncoderModel;
import org.dashsweep.model.PackedBatch;
import org.dashsweep.tensor.Device;
import org.dashsweep.tensor.Precision;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.train.BatchSchedule;
import org.dashsweep.train.ClassificationObjective;
import org.dashsweep.train.FineTuning;
import org.dashsweep.weights.huggingface.HuggingFaceDirectory;

/** An encoder with a head for classification that a trace trains. */
final class TracedEncoder implements TracedModel<EncoderClassifier> {
  private final ReferenceFile trace;
  private final TraceSettings settings;
  private final EncoderModel base;
  private final int labels;
  private final List<EncodedExample> examples;

  private TracedEncoder(
      ReferenceFile trace,
      TraceSettings settings,
      EncoderModel base,
      int labels,
      List<EncodedExample> examples) {
    this.trace = trace;
    this.settings = settings;
    this.base = base;
    this.labels = labels;
    this.examples = examples;
  }

  static TracedEncoder load(
      EncoderFamily<?, ?> family,
      HuggingFaceDirectory directory,
      ReferenceFile trace,
      TraceSettings settings,
      Device device) {
    EncoderModel base =
        family.load(directory.checkpoint(), directory.config(), Precision.FLOAT32, device);
    int labels =
        Math.toIntExact(EncoderVerification.headPart(directory, base, "classifier.weight").size(0));
    return new TracedEncoder(
        trace, settings, base, labels, examples(trace, settings, base, labels));
  }

  private static List<EncodedExample> examples(
      ReferenceFile trace, TraceSettings settings, EncoderModel base, int labels) {
    long[] shape = {settings.steps(), settings.batch(), settings.length()};
    long[] ids = trace.longs("input_ids", shape);
    long[] masks = trace.longs("attention_mask", shape);
    long[] segments =
        trace.has("token_type_ids") ? trace.longs("token_type_ids", shape) : new long[ids.length];
    long[] classes = trace.longs("labels", settings.steps(), settings.batch());
    MaskedRows rows = MaskedRows.of(trace, "attention_mask", masks, settings.length());
    rows.requireRightPadding(
        "a sequence is classified by the first place of its row: pad behind the tokens");
    int segmentLimit = base.segments() == 0 ? Integer.MAX_VALUE : base.segments();
    List<EncodedExample> examples = new ArrayList<>();
    for (MaskedRows.Run run : rows.runs()) {
      long label = classes[run.row()];
      if (label < 0 || label >= labels) {
        throw trace.problem(
            "labels",
            String.format(Locale.ROOT, "holds %d; the model has %d labels", label, labels));
      }
      examples.add(
          EncodedExample.of(
              Integer.toString(run.row()),
              rows.select("input_ids", ids, run, base.vocabularySize()),
              rows.select("token_type_ids", segments, run, segmentLimit),
              new Label.OfClass((int) label)));
    }
    return examples;
  }

  @Override
  public AdaptedBase base() {
    return base;
  }

  @Override
  public FineTuning<EncoderClassifier> tuning(Start start) {
    BatchSchedule schedule =
        new BatchSchedule(
            EncodedData.lengths(examples), settings.batch(), new BatchOrder.AsGiven(), 0);
    Labels classes =
        new Labels.Classes(IntStream.range(0, labels).mapToObj(Integer::toString).toList());
    ClassifierSettings made =
        new ClassifierSettings(
            labels, base.config().pooling(), 0, 0, 0, 0, settings.positions(), 0);
    return FineTuning.of(
        new FineTuning.Plan(settings.method(), base, schedule, settings.training()),
        (scope, adapters) -> {
          start.set(adapters);
          EncoderClassifier model = base.classifier(scope, adapters, made);
          head(model)
              .forEach(
                  (traced, own) -> setHead(traced, Objects.requireNonNull(model.head().get(own))));
          return model;
        },
        (scope, model) -> new ClassificationObjective(scope, model, classes, examples));
  }

  private void setHead(String traced, Tensor own) {
    String name = "init." + traced;
    if (trace.has(name)) {
      if (!trace.shape(name).equals(Arrays.stream(own.shape()).boxed().toList())) {
        throw trace.problem(
            name,
            String.format(
                Locale.ROOT,
                "must have shape %s, not %s",
                Arrays.toString(own.shape()),
                trace.shape(name)));
      }
      own.set(trace.floats(name));
    }
  }

  @Override
  public Map<String, String> head(EncoderClassifier model) {
    Map<String, String> names = new LinkedHashMap<>();
    model.head().keySet().forEach(own -> names.put(base.headName(own), own));
    return names;
  }

  @Override
  public void compareLogits(Checks checks, TensorScope work, EncoderClassifier model) {
    PackedBatch first =
        PackedBatch.of(
            examples.subList(0, settings.batch()).stream().map(EncodedExample::text).toList());
    checks.compare(
        "final.logits",
        model.logits(work, first).floats(),
        List.of((long) settings.batch(), (long) labels),
        Tolerances.HIDDEN);
  }

  @Override
  public void close() {
    base.close();
  }
}
