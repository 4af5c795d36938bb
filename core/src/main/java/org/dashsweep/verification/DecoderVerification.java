package org.dashsweep.verification;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.model.CausalBatch;
import org.dashsweep.model.CausalDecoder;
import org.dashsweep.model.catalogue.DecoderFamilies;
import org.dashsweep.model.decoder.DecoderConfig;
import org.dashsweep.model.decoder.DecoderLanguageModel;
import org.dashsweep.model.decoder.DecoderModel;
import org.dashsweep.tensor.Autograd;
import org.dashsweep.tensor.Device;
import org.dashsweep.tensor.Precision;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.huggingface.HuggingFaceDirectory;

/**
 * Recomputes a decoder as transformers does, without dropout: hidden states, logits, loss,
 * gradients and generated texts. The reference has one batch, or one padded on the left and one on
 * the right.
 */
final class DecoderVerification {
  /** Before the names of a batch's tensors. */
  private static final List<String> PREFIXES = List.of("", "left.", "right.");

  private final HuggingFaceDirectory model;
  private final DecoderConfig config;
  private final ReferenceFile reference;
  private final Device device;
  private final Checks checks;

  private DecoderVerification(HuggingFaceDirectory model, ReferenceFile reference, Device device) {
    this.model = model;
    this.config =
        DecoderFamilies.read(model.directory().resolve("config.json").toString(), model.config());
    this.reference = reference;
    this.device = device;
    this.checks = new Checks(reference);
  }

  static Verification run(HuggingFaceDirectory model, ReferenceFile reference, Device device) {
    DecoderVerification verification = new DecoderVerification(model, reference, device);
    for (String prefix : PREFIXES) {
      if (reference.has(prefix + "input_ids")) {
        verification.compare(prefix);
      }
    }
    verification.compareGenerations();
    return verification.checks.finish(
        String.format(
            Locale.ROOT,
            "input_ids, attention_mask, labels, hidden.0 to hidden.%d, logits and, with labels, loss and grad.NAME, all perhaps with left. or right. before them, and generate.beamsN.sequences and generate.beamsN.sequences_scores",
            verification.config.blocks()));
  }

  private void compare(String prefix) {
    CausalRows rows = CausalRows.read(reference, prefix);
    CausalBatch batch = rows.pack(config.vocabularySize());
    // Loaded for this batch alone: gradients of its weights are recorded.
    try (TensorScope scope = TensorScope.open(device);
        DecoderModel base =
            DecoderModel.load(model.checkpoint(), config, Precision.FLOAT32, device);
        DecoderLanguageModel language =
            new DecoderLanguageModel(scope, base, new AdapterSet(scope), 0)) {
      base.weights().recordGradients();
      List<Tensor> hidden = new ArrayList<>();
      Tensor logits = language.inspect(scope, batch, hidden);
      for (int i = 0; i < hidden.size(); i++) {
        compareTokens(prefix + "hidden." + i, hidden.get(i), batch, rows);
      }
      compareTokens(prefix + "logits", logits, batch, rows);
      if (reference.has(prefix + "labels")) {
        if (batch.predicted() == 0) {
          throw new CheckpointException(
              reference.source(),
              String.format(Locale.ROOT, "has no token to predict in %slabels", prefix));
        }
        Tensor loss = language.loss(scope, logits, batch, batch.predicted());
        checks.compare(prefix + "loss", loss.floats(), List.of(), Tolerances.LOSS);
        Autograd.backward(loss);
        new Gradients(reference, List.of(base.weights())).compare(checks, prefix);
      }
    }
  }

  private void compareGenerations() {
    if (reference.startingWith(Generations.PREFIX).isEmpty()) {
      return;
    }
    GenerationSettings settings = GenerationSettings.read(model);
    try (TensorScope scope = TensorScope.open(device);
        DecoderModel base =
            DecoderModel.load(model.checkpoint(), config, Precision.FLOAT32, device);
        DecoderLanguageModel language =
            new DecoderLanguageModel(scope, base, new AdapterSet(scope), 0);
        CausalDecoder decoder = language.decoder()) {
      Generations.compare(reference, settings, checks, decoder);
    }
  }

  private void compareTokens(String name, Tensor packed, CausalBatch batch, CausalRows rows) {
    float[] real = packed.rows(0, batch.realTokens()).floats();
    checks.compareTokens(name, real, rows.rows(), Tolerances.HIDDEN);
  }
}
