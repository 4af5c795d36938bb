package org.dashsweep.trial;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.dashsweep.adapter.DirectionLaunch;
import org.dashsweep.adapter.FoldedProducts;
import org.dashsweep.adapter.TrainedBase;
import org.dashsweep.adapter.diffusers.DiffusersLora;
import org.dashsweep.adapter.peft.AdapterDirectory;
import org.dashsweep.model.PositionAdapters;
import org.dashsweep.model.merge.MergedModel;
import org.dashsweep.source.Locations;
import org.dashsweep.source.ModelSource;
import org.dashsweep.tensor.Torch;
import org.dashsweep.weights.CheckpointException;

/** A finished trial's adapter on its way to other people's software. */
public final class TrialExport {
  /** The size at which Hugging Face's {@code save_pretrained} cut models before version 5. */
  private static final long SHARD_BYTES = 5_000_000_000L;

  /** The files that transformers reads beside configuration and weights, if they are there. */
  private static final List<String> COMPANIONS =
      List.of(
          "added_tokens.json",
          "chat_template.jinja",
          "generation_config.json",
          "merges.txt",
          "special_tokens_map.json",
          "spm.model",
          "tokenizer.json",
          "tokenizer.model",
          "tokenizer_config.json",
          "vocab.json",
          "vocab.txt");

  /** The key of transformers that says how a sequence classifier pools, where there is a choice. */
  private final String source;

  private final AdapterDirectory adapter;

  private TrialExport(String source, AdapterDirectory adapter) {
    this.source = source;
    this.adapter = adapter;
  }

  /**
   * Reads what a trial has kept.
   *
   * @throws CheckpointException if it is not whole
   */
  public static TrialExport read(Path directory) {
    return read(directory, directory.toString());
  }

  /** Reads like {@link #read(Path)}, with another name for the adapter in messages. */
  public static TrialExport read(Path directory, String source) {
    return new TrialExport(source, AdapterDirectory.read(directory));
  }

  /** Returns the sentences that whoever loads the adapter has to know. */
  public List<String> remarks() {
    List<String> remarks = mergedRemarks();
    if (isOfPipeline()) {
      remarks.add(
          FoldedProducts.isPlain(adapter.method())
              ? String.format(
                  Locale.ROOT,
                  "load_lora_weights of diffusers reads %s, ComfyUI and AUTOMATIC1111 read %s.",
                  DiffusersLora.FILE,
                  DiffusersLora.KOHYA_FILE)
              : "Neither diffusers nor ComfyUI reads it: its change is no low-rank product.");
    }
    if (adapter.plain().isEmpty()) {
      remarks.add(
          hasTensors()
              ? String.format(
                  Locale.ROOT,
                  "No other software reads %s in this form: dash_sweep.safetensors holds all that"
                      + " trained, for initial-adapter and for evaluation here.%s",
                  adapter.method().type().title(),
                  adapter.method().changesBaseAlone()
                      ? " With --merged it is written as a model that all software reads."
                      : "")
              : "The method has no adapters, so that PEFT has nothing to load:"
                  + " dash_sweep.safetensors holds the head.");
    }
    if (adapter.plain().isPresent() && bypassedByPositionQueries()) {
      remarks.add(
          "It was trained with position-adapters keys-only: PEFT projects the queries of relative"
              + " positions by the adapted matrix, the trial did by the frozen one.");
    }
    return remarks;
  }

  /** Returns the sentences that whoever loads the merged model has to know. */
  public List<String> mergedRemarks() {
    List<String> remarks = new ArrayList<>();
    poolingRemark().ifPresent(remarks::add);
    if (DirectionLaunch.AHEAD.name().equals(adapter.notes().get(AdapterNotes.LAUNCH))) {
      remarks.add(
          String.format(
              Locale.ROOT,
              "The trial was judged by its state after %s updates, before the launch of its directions: the adapter is plain %s.",
              adapter.notes().get(AdapterNotes.STEP),
              adapter.method().beforeLaunch().type().title()));
    }
    return remarks;
  }

  private Optional<String> poolingRemark() {
    boolean mean = isMean(AdapterNotes.POOLING);
    if (!adapter.notes().containsKey(AdapterNotes.BASE_POOLING)) {
      return mean
          ? Optional.of(
              "The head reads the mean of all tokens' states; Hugging Face's sequence classifiers"
                  + " give theirs the first token's.")
          : Optional.empty();
    }
    return mean == isMean(AdapterNotes.BASE_POOLING)
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "The head reads %s: load the base with %s=\"%s\".",
                mean ? "the mean of all tokens' states" : "the first token's state",
                AdapterNotes.CLASSIFIER_POOLING,
                mean ? "mean" : "cls"));
  }

  private boolean isOfPipeline() {
    return adapter.notes().containsKey(AdapterNotes.PIPELINE);
  }

  private boolean isMean(String note) {
    return "mean".equals(adapter.notes().get(note));
  }

  private boolean hasTensors() {
    return !adapter.method().type().tensors().isEmpty()
        || adapter.method().trainedBase() != TrainedBase.NONE;
  }

  private boolean bypassedByPositionQueries() {
    return PositionAdapters.KEYS_ONLY
            .toString()
            .equals(adapter.notes().get(AdapterNotes.POSITION_ADAPTERS))
        && Stream.concat(
                adapter.plain().stream().flatMap(plain -> plain.factors().keySet().stream()),
                adapter.baseChanges().layers().keySet().stream())
            .anyMatch(module -> module.endsWith(".query_proj"));
  }

  /**
   * Writes the base model with the adapter merged into it: see {@link MergedModel}.
   *
   * @param directory exists already
   * @param model the trial's base, as its sweep names it
   * @param fingerprint of the base that the trial had: see {@link ModelSource#fingerprint()}
   * @param locations where to look it up
   * @throws CheckpointException if the base is not there or not the trial's, or if a merged matrix
   *     could not say what the trial has learned
   */
  public void writeMerged(Path directory, String model, String fingerprint, Locations locations) {
    if (isOfPipeline()) {
      throw new CheckpointException(
          source,
          "cannot be merged: it is of a U-Net; export the adapter itself, whose files diffusers"
              + " (load_lora_weights, then fuse_lora) and ComfyUI merge when they load it");
    }
    if (!adapter.method().changesBaseAlone()) {
      throw new CheckpointException(
          source,
          String.format(
              Locale.ROOT,
              "cannot be merged: no merge is known for %s; export the adapter itself",
              adapter.method().name()));
    }
    if (bypassedByPositionQueries()) {
      throw new CheckpointException(
          source,
          "cannot be merged: it was trained with position-adapters keys-only, where one matrix is"
              + " used both with and without the adapter; export the adapter itself");
    }
    ModelSource base = ModelSource.read(model, locations);
    if (!base.fingerprint().equals(fingerprint)) {
      throw new CheckpointException(
          model,
          String.format(
              Locale.ROOT,
              "is not the model that the trial had: its fingerprint is %s, the trial's %s; --models DIR says where else to look",
              base.fingerprint(),
              fingerprint));
    }
    Torch.prepareThread(Runtime.getRuntime().availableProcessors());
    MergedModel.write(directory, base.checkpoint(), config(base.config()), adapter, SHARD_BYTES);
    base.tokenizer().writeTo(directory);
    ModelSource.directory(model, locations).ifPresent(from -> copyCompanions(from, directory));
  }

  /** The base's configuration, with the head's labels if one was trained. */
  private JsonNode config(JsonNode base) {
    if (adapter.modules().isEmpty()) {
      return base;
    }
    ObjectNode config = base.deepCopy();
    JsonNode architecture = base.path("architectures").path(0);
    if (architecture.isTextual()) {
      String family = architecture.textValue().replaceFirst("(For\\w+|Model)$", "");
      config.putArray("architectures").add(family + "ForSequenceClassification");
    }
    config.put(AdapterNotes.CLASSIFIER_POOLING, isMean(AdapterNotes.POOLING) ? "mean" : "cls");
    Optional<List<String>> labels = AdapterNotes.labels(source, adapter.notes());
    List<String> names = labels.orElse(List.of("SCORE"));
    config.put("problem_type", labels.isPresent() ? "single_label_classification" : "regression");
    ObjectNode nameOf = config.putObject("id2label");
    ObjectNode indexOf = config.putObject("label2id");
    for (int i = 0; i < names.size(); i++) {
      nameOf.put(Integer.toString(i), names.get(i));
      indexOf.put(names.get(i), i);
    }
    return config;
  }

  private static void copyCompanions(Path from, Path to) {
    for (String name : COMPANIONS) {
      Path file = from.resolve(name);
      if (Files.isRegularFile(file)) {
        try {
          Files.copy(file, to.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
          throw new CheckpointException(file.toString(), "cannot be copied: " + e, e);
        }
      }
    }
  }
}
