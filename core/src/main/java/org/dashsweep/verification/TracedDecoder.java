package org.dashsweep.verification;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.dashsweep.adapter.AdaptedBase;
import org.dashsweep.data.BatchOrder;
import org.dashsweep.model.CausalBatch;
import org.dashsweep.model.catalogue.DecoderFamilies;
import org.dashsweep.model.decoder.DecoderConfig;
import org.dashsweep.model.decoder.DecoderLanguageModel;
import org.dashsweep.model.decoder.DecoderModel;
import org.dashsweep.tensor.Device;
import org.dashsweep.tensor.Precision;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.train.BatchSchedule;
import org.dashsweep.train.FineTuning;
import org.dashsweep.train.LanguageModelObjective;
import org.dashsweep.weights.huggingface.HuggingFaceDirectory;

/** A decoder that a trace trains. */
final class TracedDecoder implements TracedModel<DecoderLanguageModel> {
  private final TraceSettings settings;
  private final DecoderModel base;
  private final List<CausalRows> batches;

  private TracedDecoder(TraceSettings settings, DecoderModel base, List<CausalRows> batches) {
    this.settings = settings;
    this.base = base;
    this.batches = batches;
  }

  static TracedDecoder load(
      HuggingFaceDirectory directory, ReferenceFile trace, TraceSettings settings, Device device) {
    List<CausalRows> batches = batches(trace, settings);
    DecoderConfig config =
        DecoderFamilies.read(
            directory.directory().resolve("config.json").toString(), directory.config());
    return new TracedDecoder(
        settings,
        DecoderModel.load(directory.checkpoint(), config, Precision.FLOAT32, device),
        batches);
  }

  private static List<CausalRows> batches(ReferenceFile trace, TraceSettings settings) {
    List<CausalRows> batches = new ArrayList<>();
    long[] shape = {settings.steps(), settings.batch(), settings.length()};
    long[] ids = trace.longs("input_ids", shape);
    long[] masks = trace.longs("attention_mask", shape);
    long[] labels = trace.longs("labels", shape);
    int size = settings.batch() * settings.length();
    for (int step = 0; step < settings.steps(); step++) {
      int from = step * size;
      MaskedRows rows =
          MaskedRows.of(
              trace,
              String.format(Locale.ROOT, "attention_mask[%d]", step),
              Arrays.copyOfRange(masks, from, from + size),
              settings.length());
      CausalRows batch =
          new CausalRows(
              trace,
              rows,
              "",
              Arrays.copyOfRange(ids, from, from + size),
              Arrays.copyOfRange(labels, from, from + size));
      // Learned tokens have no place in the text, so that padding moves it away from them.
      batches.add(
          settings.method().prefixTokens() > 0
              ? batch.with(CausalRows.Positions.OF_PLACES)
              : batch);
    }
    return batches;
  }

  @Override
  public AdaptedBase base() {
    return base;
  }

  @Override
  public FineTuning<DecoderLanguageModel> tuning(Start start) {
    List<CausalBatch.Sequence> examples =
        batches.stream()
            .<CausalBatch.Sequence>flatMap(
                rows -> rows.sequences(base.config().vocabularySize()).stream())
            .toList();
    BatchSchedule schedule =
        new BatchSchedule(
            examples.stream().mapToInt(example -> example.tokenIds().length).toArray(),
            settings.batch(),
            new BatchOrder.AsGiven(),
            0);
    return FineTuning.of(
        new FineTuning.Plan(settings.method(), base, schedule, settings.training()),
        (scope, adapters) -> {
          start.set(adapters);
          return new DecoderLanguageModel(scope, base, adapters, 0);
        },
        (scope, model) -> new LanguageModelObjective(model, examples));
  }

  @Override
  public Map<String, String> head(DecoderLanguageModel model) {
    return Map.of();
  }

  @Override
  public void compareLogits(Checks checks, TensorScope work, DecoderLanguageModel model) {
    CausalBatch first = batches.get(0).pack(base.config().vocabularySize());
    Tensor logits = model.logits(work, first).rows(0, first.realTokens());
    checks.compareTokens("final.logits", logits.floats(), batches.get(0).rows(), Tolerances.HIDDEN);
  }

  @Override
  public void close() {
    base.close();
  }
}
